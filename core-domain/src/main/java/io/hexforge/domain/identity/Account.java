package io.hexforge.domain.identity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A user with what it belongs to, as far as whoever looks may see that.
public record Account(User user, List<Membership> memberships) {
    public Account {
        memberships = List.copyOf(memberships);
    }

    public Optional<Role> roleIn(UUID tenantId) {
        return membership(tenantId).map(Membership::role);
    }

    public Optional<Membership> membership(UUID tenantId) {
        return memberships.stream()
                .filter(each -> each.tenantId().equals(tenantId))
                .findFirst();
    }

    /// {@return whether it is a machine, which has no address and cannot log in}
    public boolean service() {
        return user.email() == null && !user.systemAdmin();
    }
}
