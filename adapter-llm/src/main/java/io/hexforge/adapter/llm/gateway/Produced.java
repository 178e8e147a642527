package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.ChatEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What an answer has produced so far, should its provider never count it. Costs the reader of a stream next to
/// nothing:
/// the beginning of what is relayed is remembered as it came and looked into only when the question arises; what comes
/// after it is taken to be alike.
///
/// Most providers stream a token an event. They are taken at their word where the events are as short as tokens are;
/// otherwise the text is counted. Not safe for concurrent use.
final class Produced {
    /// How long a token is at most, on the average, in bytes.
    private static final int LONGEST_TOKEN = 8;
    private static final int SAMPLE = 8 * 1024;

    private final TokenGuess guess;
    private final Text answer = new Text();
    private final Text thoughts = new Text();
    private byte[] sample = {};
    private int sampled;
    private int sampledEvents;
    private long events;

    Produced(TokenGuess guess) {
        this.guess = guess;
    }

    private static final class Text {
        private final StringBuilder beginning = new StringBuilder();
        private long pieces;
        private long characters;
        private long bytes;

        void add(String piece) {
            if (piece.isEmpty()) {
                return;
            }
            pieces++;
            characters += piece.length();
            bytes += utf8(piece);
            if (beginning.length() < SAMPLE) {
                beginning.append(piece);
            }
        }

        long tokens(TokenGuess guess) {
            if (bytes <= LONGEST_TOKEN * pieces) {
                return pieces;
            }
            return beginning.length() == characters
                    ? guess.text(beginning.toString())
                    : guess.text(beginning.toString()) * characters / beginning.length();
        }

        private static int utf8(String piece) {
            for (int i = 0; i < piece.length(); i++) {
                if (piece.charAt(i) > 127) {
                    return piece.getBytes(StandardCharsets.UTF_8).length;
                }
            }
            return piece.length();
        }
    }

    /// Takes what was read.
    void add(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta(String text) -> answer.add(text);
            case ChatEvent.RefusalDelta(String text) -> answer.add(text);
            case ChatEvent.ToolCallDelta(int _, String fragment) -> answer.add(fragment);
            case ChatEvent.ThinkingDelta(String text) -> thoughts.add(text);
            case ChatEvent.Started _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.ThinkingSigned _,
                    ChatEvent.RedactedThinking _,
                    ChatEvent.UsageCounted _,
                    ChatEvent.Finished _ -> {}
        }
    }

    /// Takes an event that is relayed unread.
    void add(byte[] bytes, int from, int to) {
        events++;
        int length = to - from;
        if (sampledEvents == events - 1 && sampled + length < SAMPLE) {
            if (sampled + length >= sample.length) {
                sample = Arrays.copyOf(sample, Math.min(SAMPLE, Math.max(2048, 4 * (sampled + length))));
            }
            System.arraycopy(bytes, from, sample, sampled, length);
            sampled += length;
            sample[sampled++] = '\n';
            sampledEvents++;
        }
    }

    /// Output tokens, and those among them that were spent on thinking.
    record Tokens(long output, long reasoning) {}

    /// @param relayed reads what was relayed; not used before
    Tokens tokens(ChatEvents relayed) {
        if (sampledEvents == 0) {
            long reasoning = thoughts.tokens(guess);
            return new Tokens(answer.tokens(guess) + reasoning, reasoning);
        }
        var read = new Produced(guess);
        for (int from = 0, to; from < sampled; from = to + 1) {
            to = from;
            while (sample[to] != '\n') {
                to++;
            }
            read.addAll(relayed, from, to, sample);
        }
        Tokens inSample = read.tokens(relayed);
        return new Tokens(inSample.output() * events / sampledEvents, inSample.reasoning() * events / sampledEvents);
    }

    private void addAll(ChatEvents reader, int from, int to, byte[] bytes) {
        try {
            var event = Json.object(bytes, from, to);
            if (event.isPresent()) {
                reader.of(event.get()).forEach(this::add);
            }
        } catch (UpstreamFailure e) {
            // The client has it as it came; there is nothing to count in it.
        }
    }
}
