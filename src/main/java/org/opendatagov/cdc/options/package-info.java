/** What route files and settings say, taken as it is written: the options of a route, the flows of a process. It uses no other package. */
package org.opendatagov.cdc.options;
