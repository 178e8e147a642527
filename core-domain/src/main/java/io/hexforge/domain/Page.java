package io.hexforge.domain;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A slice of a list that is ordered by id, oldest first unless it says otherwise.
///
/// @param next the id after which the following slice begins, or null at the end
public record Page<T>(List<T> items, @Nullable UUID next) {
    public Page {
        items = List.copyOf(items);
    }

    /// What to fetch: at most `limit` (1..100) items that come after the one with the id `after`.
    public record Request(@Nullable UUID after, int limit) {
        public Request {
            if (limit < 1 || limit > 100) {
                throw new IllegalArgumentException("limit must be 1..100");
            }
        }

        public static Request first() {
            return new Request(null, 100);
        }
    }
}
