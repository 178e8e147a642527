package io.hexforge.ports.driven.ops;

/// Tells other nodes that something in a store has changed, sooner than they would look by themselves. A
/// signal may be lost: whoever listens must look now and then anyway.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** both methods may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ChangeSignalContract`.
public interface ChangeSignal {
    /// @param topic what changed, such as `sessions`
    void raise(String topic);

    /// {@return a number that is another one after each `raise`}
    long count(String topic);
}
