/** How a room says that what was asked of it can't be done, and whose fault that is. It uses no other room. */
package org.opendatagov.cdc.refusal;
