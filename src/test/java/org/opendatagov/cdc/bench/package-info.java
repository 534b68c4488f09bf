/**
 * What the benchmarks under {@code bench/} share: the command line, what a process uses, and how a benchmark ends. Servers are those of
 * the tests.
 */
package org.opendatagov.cdc.bench;
