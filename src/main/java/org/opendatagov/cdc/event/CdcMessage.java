package org.opendatagov.cdc.event;

/**
 * A logical message, written with {@code pg_logical_emit_message(transactional, prefix, content)}.
 *
 * @param prefix the prefix it was written with
 * @param content its content, decoded from the envelope's base64
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are handed on, never compared
public record CdcMessage(String prefix, byte[] content) {}
