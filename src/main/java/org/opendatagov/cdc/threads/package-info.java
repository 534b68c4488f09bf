/** The service's own long-lived threads, none of which ends without a word. It uses no other package. */
package org.opendatagov.cdc.threads;
