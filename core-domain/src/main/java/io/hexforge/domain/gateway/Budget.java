package io.hexforge.domain.gateway;

import io.hexforge.domain.Actor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How much may be spent on calls to models: by a key, a user or a tenant, within each day, each month, or ever.
///
/// Several budgets may hold for the same call; it must fit into all of them.
///
/// @param userId who set it
/// @param subject the id of the key, user or tenant that it is for
/// @param subjectUser whose key it is, or the user itself; null for a tenant
/// @param amountNanoUsd in billionths of a dollar
/// @param version counts changes, from 1
public record Budget(
        UUID id,
        UUID tenantId,
        UUID userId,
        Kind kind,
        UUID subject,
        @Nullable UUID subjectUser,
        Period period,
        long amountNanoUsd,
        Instant updatedAt,
        long version) {
    /// One billion billionths make a dollar.
    public static final long NANO = 1_000_000_000L;

    /// The largest amount, in dollars.
    public static final long MAX_USD = 1_000_000;

    public enum Kind {
        KEY,
        USER,
        TENANT
    }

    public enum Period {
        /// From midnight to midnight, UTC.
        DAY,
        /// From the first of a month to the next, UTC.
        MONTH,
        TOTAL;

        /// {@return when the window around `now` began}
        public Instant start(Instant now) {
            ZonedDateTime midnight = now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
            return switch (this) {
                case DAY -> midnight.toInstant();
                case MONTH -> midnight.withDayOfMonth(1).toInstant();
                case TOTAL -> Instant.EPOCH;
            };
        }

        /// {@return when the window around `now` ends; null if it never does}
        public @Nullable Instant end(Instant now) {
            ZonedDateTime start = start(now).atZone(ZoneOffset.UTC);
            return switch (this) {
                case DAY -> start.plusDays(1).toInstant();
                case MONTH -> start.plusMonths(1).toInstant();
                case TOTAL -> null;
            };
        }
    }

    public Budget {
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    }

    public boolean visibleTo(Actor actor) {
        boolean concerned = kind == Kind.TENANT || actor.userId().equals(subjectUser);
        return actor.systemAdmin() || changeableBy(actor) || (tenantId.equals(actor.tenantId()) && concerned);
    }

    public boolean changeableBy(Actor actor) {
        return actor.systemAdmin() || (userId.equals(actor.userId()) && tenantId.equals(actor.tenantId()));
    }

    /// {@return whether `other` was set by the same user for the same subject and period}
    public boolean replaces(Budget other) {
        return userId.equals(other.userId)
                && kind == other.kind
                && subject.equals(other.subject)
                && period == other.period;
    }

    /// This budget as the next version of `old`.
    public Budget inPlaceOf(Budget old) {
        return new Budget(
                old.id,
                tenantId,
                userId,
                kind,
                subject,
                subjectUser,
                period,
                amountNanoUsd,
                updatedAt,
                old.version + 1);
    }

    /// {@return whose spending counts}
    public UsageScope scope() {
        return switch (kind) {
            case KEY -> new UsageScope.Key(subject);
            case USER -> new UsageScope.User(subject);
            case TENANT -> new UsageScope.Tenant(subject);
        };
    }
}
