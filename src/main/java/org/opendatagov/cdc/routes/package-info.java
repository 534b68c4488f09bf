/**
 * Which route files run: the built-in ones and, over them, those of a folder of the operator's, also when these change; how they are
 * checked, then and by a command; and how failures that no room of its own words are logged. It uses the room {@code retry}.
 */
package org.opendatagov.cdc.routes;
