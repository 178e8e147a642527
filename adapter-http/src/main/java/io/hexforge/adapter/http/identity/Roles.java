package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.BadRequest;
import io.hexforge.domain.identity.Role;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Roles as clients write them.
final class Roles {
    private Roles() {}

    static Role named(String pointer, String name) {
        return Role.named(name)
                .orElseThrow(() -> new BadRequest(
                        pointer,
                        "must be one of "
                                + Arrays.stream(Role.values())
                                        .map(Role::wireName)
                                        .collect(Collectors.joining(", "))));
    }
}
