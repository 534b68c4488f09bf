/**
 * Compares every row of source tables with Redis and Elasticsearch, field by field and in both directions, for tests and the
 * sandbox. It reads the tables over JDBC and shares no code with the product, so that a mistake there can't hide itself here.
 */
package org.opendatagov.cdc.sandbox.comparison;
