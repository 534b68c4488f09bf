package org.opendatagov.cdc.bench.deliver;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.opendatagov.cdc.bench.deliver.Requests.Request;
import org.opendatagov.cdc.servers.RedisServer;

/** A connection to Redis that does nothing but send bytes and count the answers, as {@code redis-benchmark -P} does. */
final class RedisClient implements Load.Client {
    private final Socket socket;
    private final int linesAnAnswer;
    private final byte[] buffer = new byte[64 * 1024];

    /**
     * @param linesAnAnswer how many lines Redis answers each command with: one, or two for a text with its length before it
     */
    RedisClient(RedisServer server, int linesAnAnswer) {
        this.linesAnAnswer = linesAnAnswer;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw Load.unchecked(e);
        }
    }

    /** A command in Redis' protocol. */
    static byte[] command(List<byte[]> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.writeBytes(ascii("*" + parts.size() + "\r\n"));
        for (byte[] part : parts) {
            bytes.writeBytes(ascii("$" + part.length + "\r\n"));
            bytes.writeBytes(part);
            bytes.writeBytes(ascii("\r\n"));
        }
        return bytes.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends commands and waits for the answers to all of them. */
    @Override
    public void send(Request request) throws IOException {
        socket.getOutputStream().write(request.bytes());
        InputStream in = socket.getInputStream();
        boolean begins = true;
        for (int lines = 0; lines < request.writes() * linesAnAnswer; ) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            for (int i = 0; i < count; i++) {
                if (begins && buffer[i] == '-') {
                    throw new IOException("Redis refuses a command: "
                            + new String(buffer, i, count - i, StandardCharsets.US_ASCII)
                                    .lines()
                                    .findFirst()
                                    .orElseThrow());
                }
                begins = buffer[i] == '\n';
                if (begins) {
                    lines++;
                }
            }
        }
    }

    /** Sends one command, and passes over the answer. */
    void call(String... parts) {
        try {
            send(new Request(
                    command(List.of(parts).stream().map(RedisClient::ascii).toList()), 1));
        } catch (IOException e) {
            throw Load.unchecked(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw Load.unchecked(e);
        }
    }
}
