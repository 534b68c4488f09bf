/**
 * An agent in the process of a service under test. It records what the libraries look up by name or by reflection, which a native
 * executable finds only where it is registered. It uses ASM and the JDK alone, since it runs beside the service and not in it.
 */
package org.opendatagov.cdc.nativeimage.lookup;
