/**
 * A random search for faults that no list of cases has. A seed makes rounds of steps: tables, statements, transactions, calls of the
 * REST surface and kills. After each round every committed change is looked for in the topics, and the rows in both sinks. A round that
 * fails is cut down to the shortest list of steps that still fails, which can be kept as a test.
 */
package org.opendatagov.cdc.search;
