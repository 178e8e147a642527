package io.hexforge.domain.gateway;

/// A streamed answer, pulled by its one reader.
///
/// Relayed answers consist of `Frames`, translated ones of `Event`s; either ends with `End` or `Failed`, after
/// which `next` must not be called.
///
/// **Threads:** `next`, `ready` and `usage` by one thread at a time; `close` by any, and `usage` may follow it.
public interface ReplyStream extends AutoCloseable {
    /// Waits for the next part. Never waits longer than the call's timers allow.
    ReplyPart next();

    /// {@return whether `next` would answer without waiting, so that a writer knows when to flush. An answer's `End` is
    /// not waited for either, but comes with counting and accounts: what is at hand should be flushed before}
    boolean ready();

    /// {@return what the call has used so far, as best known; after its end what the end said. Counting may take a
    /// while where the provider has not counted: ask once}
    Usage usage();

    /// Ends the call upstream at once unless its end has been read. Idempotent; never throws.
    @Override
    void close();
}
