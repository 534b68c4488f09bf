/**
 * Which route files are loaded: the built-in ones and, over them, those of a folder of the operator's. It uses no other room.
 */
package org.opendatagov.cdc.routes;
