package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Counts requests, of every kind, against the limits of who sends them. Safe for concurrent use.
///
/// A user has so many requests a minute, whatever key they come with; a key with a limit of its own has that besides,
/// and the key of a system administrator that alone. Who shows no valid credential is counted by address.
public final class MeterRequests {
    /// What a request is counted as, in headers.
    public static final String REQUESTS = "requests";

    private final LimitStore limits;
    private final Authenticate authenticate;
    private final long perMinute;

    /// @param perMinute requests a minute of a user and of an address; 0 for no limit but those of keys
    public MeterRequests(LimitStore limits, Authenticate authenticate, long perMinute) {
        this.limits = limits;
        this.authenticate = authenticate;
        this.perMinute = perMinute;
    }

    /// A bucket of their own that some routes have, because they cost more or invite guessing.
    ///
    /// @param name as clients read it
    /// @param perMinute of each user, or of each address
    public record Special(String name, long perMinute) {}

    /// Counts a request of somebody known.
    public Reservation count(Actor actor, List<Special> specials) {
        var demands = new ArrayList<>(demands(actor));
        addSpecials(demands, "user:" + actor.userId(), specials);
        return limits.reserve(demands);
    }

    /// Counts a request of somebody unknown.
    public Reservation count(String address, List<Special> specials) {
        var demands = new ArrayList<Demand>();
        String subject = "ip:" + network(address);
        if (perMinute > 0) {
            demands.add(request(subject, perMinute));
        }
        addSpecials(demands, subject, specials);
        return limits.reserve(demands);
    }

    /// {@return what a request of `actor` demands, for who reserves more together with it}
    public List<Demand> demands(Actor actor) {
        UUID keyId = actor.keyId();
        Long own = limitsOf(actor).requestsPerMinute();
        boolean keyAlone = own != null && actor.systemAdmin();
        if (own == null || keyId == null) {
            return perMinute > 0 ? List.of(request("user:" + actor.userId(), perMinute)) : List.of();
        }
        Demand ofKey = request("key:" + keyId, own);
        return keyAlone || perMinute == 0
                ? List.of(ofKey)
                : List.of(ofKey, request("user:" + actor.userId(), perMinute));
    }

    /// {@return the limits of the key that `actor` has shown}
    public KeyLimits limitsOf(Actor actor) {
        return actor.keyId() == null ? KeyLimits.NONE : authenticate.limitsOf(actor.keyId());
    }

    private void addSpecials(List<Demand> demands, String subject, List<Special> specials) {
        if (perMinute > 0) {
            specials.forEach(special -> demands.add(new Demand(
                    special.name(), subject, Limit.Bucket.perMinute(special.perMinute(), Booking.AT_ONCE), 1)));
        }
    }

    private static Demand request(String subject, long perMinute) {
        return new Demand(REQUESTS, subject, Limit.Bucket.perMinute(perMinute, Booking.AT_ONCE), 1);
    }

    /// {@return the address, or of an IPv6 address the /64 that usually belongs to one customer}
    static String network(String address) {
        int last = address.lastIndexOf(':');
        if (last < 0) {
            return address;
        }
        boolean withPort = last == address.indexOf(':');
        if (withPort) {
            return address.substring(0, last);
        }
        boolean mapped = address.indexOf('.', last) >= 0;
        if (mapped) {
            return address.substring(last + 1);
        }
        String[] groups = address.replace("[", "").split("::", 2)[0].split(":");
        return String.join(":", List.of(groups).subList(0, Math.min(4, groups.length))) + "::/64";
    }
}
