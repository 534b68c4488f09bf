/**
 * What a native build is configured with: which classes are reached by name alone, and which methods it can't hold. No logic.
 * The resources that it needs, and what it initialises at run time, stand in {@code application.properties} under {@code
 * quarkus.native}. On the JVM nothing here has any effect.
 */
package org.opendatagov.cdc.nativeimage;
