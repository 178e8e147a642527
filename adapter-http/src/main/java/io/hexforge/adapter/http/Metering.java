package io.hexforge.adapter.http;

import io.hexforge.ports.driving.identity.MeterRequests.Special;
import java.util.List;

/// How requests to a route are counted against limits.
public sealed interface Metering {
    /// Not at all, because operators and their machines must always get an answer.
    record Never() implements Metering {}

    /// As a request of whoever sends it.
    record AsRequest() implements Metering {}

    /// As a request, and in a bucket that the route shares with others of its kind.
    record InBucket(Special bucket) implements Metering {}

    /// By the use case, together with what the call costs. A request that never gets there counts as any other.
    record ByUseCase() implements Metering {}

    static Metering never() {
        return new Never();
    }

    static Metering asRequest() {
        return new AsRequest();
    }

    /// For routes that cost more than others or invite guessing, such as a login.
    ///
    /// @param name as clients read it
    /// @param perMinute of each user, or of each address
    static Metering inBucket(String name, int perMinute) {
        return new InBucket(new Special(name, perMinute));
    }

    static Metering byUseCase() {
        return new ByUseCase();
    }

    /// {@return the buckets that a request is counted in besides}
    default List<Special> specials() {
        return this instanceof InBucket(Special bucket) ? List.of(bucket) : List.of();
    }
}
