package io.hexforge.app.faults;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// How a request goes.
///
/// @param client the dialect in which the client asks
/// @param provider whom it asks: one that speaks the client's dialect relays bytes, another is translated
public record Way(Client client, String provider, boolean stream) {
    public enum Client {
        OPENAI,
        ANTHROPIC
    }

    public static List<Way> all() {
        return Stream.concat(streamed().stream(), whole().stream()).toList();
    }

    public static List<Way> streamed() {
        return both(true);
    }

    public static List<Way> whole() {
        return both(false);
    }

    private static List<Way> both(boolean stream) {
        return Arrays.stream(Client.values())
                .flatMap(client -> Stream.of("openai", "anthropic").map(provider -> new Way(client, provider, stream)))
                .toList();
    }

    @Override
    public String toString() {
        return client + " client, " + provider + (stream ? ", streamed" : ", whole");
    }
}
