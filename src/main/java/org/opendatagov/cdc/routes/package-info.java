/**
 * Which route files are loaded: the built-in ones and, over them, those of a folder of the operator's; and how failures that no
 * room of its own words are logged. It uses the room {@code retry}.
 */
package org.opendatagov.cdc.routes;
