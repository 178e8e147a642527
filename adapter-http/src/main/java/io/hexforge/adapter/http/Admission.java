package io.hexforge.adapter.http;

import java.util.concurrent.Semaphore;

/// How many requests and streams may run at a time. Safe for concurrent use.
final class Admission {
    private final Semaphore requests;
    private final Semaphore streams;

    Admission(int maxRequests, int maxStreams) {
        requests = new Semaphore(maxRequests);
        streams = new Semaphore(maxStreams);
    }

    boolean admitRequest() {
        return requests.tryAcquire();
    }

    void requestEnded() {
        requests.release();
    }

    /// Turns a running request into a stream.
    ///
    /// @return false, leaving it a request, when there are too many streams
    boolean becomeStream() {
        if (!streams.tryAcquire()) {
            return false;
        }
        requests.release();
        return true;
    }

    void streamEnded() {
        streams.release();
    }
}
