package io.hexforge.app.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/// Something on loopback that answers chat completions.
///
/// @param apiKey what to send as bearer credential
/// @param model the model's name as this target wants it
/// @param headers what it wants to be told beside that
record Target(String name, int port, String apiKey, String model, Map<String, String> headers) {
    static final String PATH = "/v1/chat/completions";

    Target(String name, int port, String apiKey, String model) {
        this(name, port, apiKey, model, Map.of());
    }

    /// The JSON body of a small request.
    String body(boolean stream, String text) {
        return "{\"model\":\"" + model + "\",\"messages\":["
                + "{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
                + "{\"role\":\"user\",\"content\":\"" + text + "\"}],"
                + (stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "")
                + "\"temperature\":0.2,\"max_tokens\":64}";
    }

    /// The whole HTTP/1.1 request, keep-alive.
    byte[] request(boolean stream, String text) {
        String body = body(stream, text);
        var more = new StringBuilder();
        headers.forEach((header, value) ->
                more.append("\r\n").append(header).append(": ").append(value));
        return ("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + apiKey + more
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }
}
