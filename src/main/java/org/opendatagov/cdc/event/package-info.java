/**
 * Change events as typed Java: Debezium's envelope, the Kafka deserializer for it, the key of a row and the types of its
 * columns. Other programs may use this package alone. It uses no other room.
 */
package org.opendatagov.cdc.event;
