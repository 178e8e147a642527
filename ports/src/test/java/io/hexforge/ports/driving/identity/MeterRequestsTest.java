package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Denied;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Granted;
import io.hexforge.ports.driving.identity.MeterRequests.Special;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterRequestsTest {
    private final TestClock clock = new TestClock();

    private MeterRequests perMinute(long requests) {
        var limits = new InProcessLimitStore(clock, Duration.ofMinutes(1));
        return new MeterRequests(limits, new Authenticate(new InProcessAccounts(), clock), requests);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, 192.0.2.1:5555, true",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "2001:db8::1, 2001:db8::2, true",
    })
    void counts_by_address_and_by_network_of_version_six(String first, String second, boolean together) {
        MeterRequests meter = perMinute(1);
        meter.count(first, List.of());

        Reservation next = meter.count(second, List.of());

        assertThat(next).isInstanceOf(together ? Denied.class : Granted.class);
    }

    @Test
    void keeps_a_special_bucket_besides() {
        MeterRequests meter = perMinute(60);
        var login = new Special("login", 2);
        meter.count("192.0.2.1", List.of(login));
        meter.count("192.0.2.1", List.of(login));

        assertThat(meter.count("192.0.2.1", List.of(login)))
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.which().name()).isEqualTo("login"));
        assertThat(meter.count("192.0.2.1", List.of())).isInstanceOf(Granted.class);
        assertThat(meter.count("192.0.2.2", List.of(login))).isInstanceOf(Granted.class);
    }

    @Test
    void counts_nothing_when_there_is_no_limit() {
        assertThat(perMinute(0)
                        .count("192.0.2.1", List.of(new Special("login", 1)))
                        .standings())
                .isEmpty();
    }
}
