package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.SessionPolicy.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SessionPolicyTest {
    private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
    private static final Instant OPENED = Instant.parse("2026-03-04T05:06:07Z");
    private static final Device DEVICE = new Device("Firefox", "192.0.2.1");
    private static final long MONTH = 31L * 24 * 3600 * 1000;
    private static final long WEEK = 8L * 24 * 3600 * 1000;

    private static Session opened() {
        var user = new User(new UUID(0, 1), new UUID(0, 2), "ada", "Ada", false, OPENED);
        return Session.opened(
                new UUID(0, 3),
                user,
                Set.of(AuthMethod.PASSWORD),
                DEVICE,
                SecretHash.of("0"),
                SessionSalt.generate(new Random(1)),
                OPENED);
    }

    /// A session that was rotated `generation` times, the last time at `at`.
    private static Session rotated(int generation, Instant at) {
        Session session = opened();
        for (int i = 1; i <= generation; i++) {
            session = session.rotated(SecretHash.of("" + i), DEVICE, at);
        }
        return session;
    }

    @Property
    void only_the_current_token_is_ever_exchanged(
            @ForAll @IntRange(max = 6) int generation,
            @ForAll @IntRange(max = 8) int shown,
            @ForAll @LongRange(min = 0, max = MONTH) long rotatedAfter,
            @ForAll @LongRange(min = 0, max = WEEK) long later) {
        Instant rotatedAt = OPENED.plusMillis(rotatedAfter);
        Instant now = rotatedAt.plusMillis(later);
        Session session = rotated(generation, rotatedAt);

        Ruling ruling = POLICY.rule(session, shown, now);

        assertThat(ruling == Ruling.ROTATE).isEqualTo(POLICY.live(session, now) && shown == generation);
        assertThat(ruling == Ruling.REPEAT)
                .isEqualTo(POLICY.live(session, now) && shown == generation - 1 && later < 10_000);
        assertThat(ruling == Ruling.IDLE || ruling == Ruling.EXPIRED).isEqualTo(!POLICY.live(session, now));
        assertThat(ruling == Ruling.UNKNOWN).isEqualTo(POLICY.live(session, now) && shown > generation);
    }

    @Property
    void whatever_was_exchanged_before_ends_a_live_session(
            @ForAll @IntRange(min = 2, max = 8) int generation, @ForAll @IntRange(max = 6) int shown) {
        Session session = rotated(generation, OPENED);
        Ruling ruling = POLICY.rule(session, Math.min(shown, generation - 2), OPENED.plusMillis(1));

        assertThat(ruling).isEqualTo(Ruling.REUSED);
    }

    @Property
    void nothing_continues_a_session_that_has_ended(
            @ForAll @IntRange(max = 6) int generation,
            @ForAll @IntRange(max = 8) int shown,
            @ForAll @LongRange(min = 0, max = MONTH) long later,
            @ForAll EndReason why) {
        Session ended = rotated(generation, OPENED).ended(why, OPENED);

        assertThat(POLICY.rule(ended, shown, OPENED.plusMillis(later))).isEqualTo(Ruling.ENDED);
        assertThat(ended.refusedBelow()).isEqualTo(Integer.MAX_VALUE);
    }

    @Property
    void an_access_token_never_outlives_its_session(@ForAll @LongRange(min = 0, max = MONTH) long later) {
        Instant now = OPENED.plusMillis(later);
        Session session = rotated(1, now);

        if (POLICY.live(session, now)) {
            Duration life = POLICY.accessLife(session, now);
            assertThat(life).isPositive().isLessThanOrEqualTo(POLICY.accessLife());
            assertThat(now.plus(life)).isBeforeOrEqualTo(OPENED.plus(POLICY.absolute()));
        }
    }

    @Test
    void the_end_is_exact() {
        Session session = rotated(1, OPENED.plusSeconds(60));

        assertThat(POLICY.expiry(session)).isEqualTo(OPENED.plusSeconds(60).plus(POLICY.idle()));
        assertThat(POLICY.live(session, POLICY.expiry(session).minusMillis(1))).isTrue();
        assertThat(POLICY.rule(session, 1, POLICY.expiry(session))).isEqualTo(Ruling.IDLE);
        assertThat(POLICY.rule(rotated(1, OPENED.plus(POLICY.absolute())), 1, OPENED.plus(POLICY.absolute())))
                .isEqualTo(Ruling.EXPIRED);
    }

    @Test
    void a_session_remembers_all_that_was_ever_proved() {
        Session session = opened().reauthenticated(EnumSet.of(AuthMethod.TOTP), OPENED.plusSeconds(600));

        assertThat(session.methods()).containsExactlyInAnyOrder(AuthMethod.PASSWORD, AuthMethod.TOTP);
        assertThat(POLICY.fresh(session, OPENED.plusSeconds(899))).isTrue();
        assertThat(POLICY.fresh(session, OPENED.plusSeconds(900))).isFalse();
        assertThat(session.rotatedAt()).isEqualTo(OPENED);
    }

    @Test
    void an_ended_session_keeps_its_first_reason() {
        Session ended = opened().ended(EndReason.LOGGED_OUT, OPENED.plusSeconds(1));

        assertThat(ended.ended(EndReason.DISABLED, OPENED.plusSeconds(2))).isEqualTo(ended);
    }

    @Test
    void a_device_name_is_cut_and_printable() {
        assertThat(new Device(" a\u0000b\nc ", "").userAgent()).isEqualTo("a b c");
        assertThat(new Device("x".repeat(299) + "😀😀", "").userAgent()).isEqualTo("x".repeat(299) + "😀");
        assertThat(new Device("\ud83d", "").userAgent()).isEmpty();
    }
}
