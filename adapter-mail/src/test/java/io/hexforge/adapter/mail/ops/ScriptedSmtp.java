package io.hexforge.adapter.mail.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/// A mail server that says what a test wants to hear.
final class ScriptedSmtp implements AutoCloseable {
    private final ServerSocket socket;
    private final String toRecipient;
    private final String toMail;

    /// @param toRecipient the answer to RCPT
    /// @param toMail the answer to the mail itself; empty to hang up instead
    ScriptedSmtp(String toRecipient, String toMail) throws IOException {
        this.socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.toRecipient = toRecipient;
        this.toMail = toMail;
        Thread.startVirtualThread(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        try (Socket client = socket.accept()) {
            talk(
                    new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII)),
                    client.getOutputStream());
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void talk(BufferedReader in, OutputStream out) throws IOException {
        say(out, "220 ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line.toUpperCase(Locale.ROOT).split("[ :]")[0]) {
                case "RCPT" -> say(out, toRecipient);
                case "DATA" -> {
                    say(out, "354 go on");
                    while (!line.equals(".")) {
                        line = in.readLine();
                    }
                    if (toMail.isEmpty()) {
                        return;
                    }
                    say(out, toMail);
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(US_ASCII));
        out.flush();
    }
}
