package io.hexforge.adapter.llm.wall;

import java.time.Duration;

/// How long the wall's answers are and how fast they come.
///
/// @param tokens how many tokens each answer has; 0: as many as the answer that the request asks for
/// @param beforeFirst from the request until the answer's head and first token
/// @param perToken between two tokens; they are due at fixed instants, so delays do not add up
/// @param tokensPerChunk how many tokens each streamed event carries
/// @param chunksPerPacket how many events each packet carries; 0: as many as fit
/// @param stamped whether each token's text is the [System#nanoTime()] at which it left, followed by a space, so that a
/// client on the same machine can measure its way
public record Pace(
        int tokens, Duration beforeFirst, Duration perToken, int tokensPerChunk, int chunksPerPacket, boolean stamped) {
    /// Everything at once, in as few packets as possible.
    public static final Pace INSTANT = new Pace(0, Duration.ZERO, Duration.ZERO, 1, 0, false);

    public Pace {
        if (tokens < 0 || tokensPerChunk < 1 || chunksPerPacket < 0) {
            throw new IllegalArgumentException("no such pace");
        }
    }

    /// {@return answers of `tokens` tokens, one each `perToken`, each in its own packet}
    public static Pace of(int tokens, Duration perToken) {
        return new Pace(tokens, Duration.ZERO, perToken, 1, 1, false);
    }

    public Pace beforeFirst(Duration delay) {
        return new Pace(tokens, delay, perToken, tokensPerChunk, chunksPerPacket, stamped);
    }

    public Pace tokensPerChunk(int count) {
        return new Pace(tokens, beforeFirst, perToken, count, chunksPerPacket, stamped);
    }

    public Pace chunksPerPacket(int count) {
        return new Pace(tokens, beforeFirst, perToken, tokensPerChunk, count, stamped);
    }

    public Pace withStamps() {
        return new Pace(tokens, beforeFirst, perToken, tokensPerChunk, chunksPerPacket, true);
    }

    boolean waits() {
        return beforeFirst.isPositive() || perToken.isPositive();
    }

    Pace with(int otherTokens, Duration otherPerToken) {
        return new Pace(otherTokens, beforeFirst, otherPerToken, tokensPerChunk, 1, stamped);
    }
}
