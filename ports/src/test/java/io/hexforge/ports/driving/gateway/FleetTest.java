package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Availability;
import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.inprocess.gateway.InProcessFleetBoard;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FleetTest {
    private final TestClock clock = new TestClock();
    private final Fleet fleet = fleet();
    private final Endpoint openAi = endpoint("openai");
    private final Deployment deployment = new Deployment(openAi, "gpt-5");

    @Test
    void counts_what_runs_however_often_its_end_is_told() {
        Race.ofFifty(i -> {
            Fleet.Running running = fleet.begin(deployment);
            running.succeeded(Usage.of(1, 1));
            running.abandoned();
            return i;
        });
        Fleet.Running open = fleet.begin(deployment);

        assertThat(fleet.signals(deployment).inFlight()).isEqualTo(1);
        open.abandoned();
        assertThat(fleet.signals(deployment).inFlight()).isZero();
    }

    @Test
    void leaves_a_failing_deployment_alone_lets_one_try_it_later_and_trusts_it_after_a_success() {
        fail(3);
        assertThat(availability()).isInstanceOf(Availability.Open.class);

        clock.advance(Duration.ofSeconds(70));
        assertThat(availability()).isInstanceOf(Availability.Trial.class);
        Fleet.Running trial = fleet.begin(deployment);
        assertThat(availability()).isInstanceOf(Availability.Open.class);

        trial.succeeded(Usage.NONE);
        assertThat(availability()).isInstanceOf(Availability.Ready.class);
    }

    @Test
    void does_not_take_the_success_of_a_call_for_the_end_of_an_outage_that_began_after_it() {
        Fleet.Running early = fleet.begin(deployment);
        clock.advance(Duration.ofMillis(5));
        fail(3);

        early.succeeded(Usage.of(1, 1));

        assertThat(availability()).isInstanceOf(Availability.Open.class);
    }

    @Test
    void quarantines_every_model_of_a_refused_credential_until_a_probe_finds_it_accepted() {
        var other = new Deployment(openAi, "gpt-5-mini");
        fleet.begin(other).succeeded(Usage.NONE);

        fleet.begin(deployment).failed(UpstreamFault.of(Kind.CREDENTIAL, "wrong key"));

        assertThat(availability()).isEqualTo(new Availability.Quarantined("wrong key"));
        assertThat(fleet.signals(other).availability()).isEqualTo(new Availability.Quarantined("wrong key"));
        fleet.reachable(openAi);
        assertThat(availability()).isInstanceOf(Availability.Ready.class);
    }

    @Test
    void begins_anew_with_a_new_credential() {
        fleet.begin(deployment).failed(UpstreamFault.of(Kind.CREDENTIAL, "wrong key"));
        var mended = new Deployment(
                new Endpoint(
                        openAi.kind(),
                        openAi.connectionId(),
                        openAi.baseUrl(),
                        new io.hexforge.domain.Secret("sk-another-0123456789"),
                        openAi.settings(),
                        true),
                "gpt-5");

        assertThat(fleet.signals(mended).availability()).isInstanceOf(Availability.Ready.class);
    }

    @Test
    void lets_a_probe_end_the_rest_of_a_provider_that_answers_again() {
        fail(3);

        fleet.reachable(openAi);

        assertThat(availability()).isInstanceOf(Availability.Trial.class);
    }

    @Test
    void shows_only_what_the_viewer_may_use_and_resets_it() {
        fail(3);

        assertThat(fleet.reports(List.of(endpoint("groq")))).isEmpty();
        assertThat(fleet.reset(deployment.id(), List.of(endpoint("groq")))).isEmpty();
        assertThat(fleet.reports(List.of(openAi))).singleElement().satisfies(report -> {
            assertThat(report.failures()).isEqualTo(3);
            assertThat(report.lastFault().kind()).isEqualTo(Kind.SERVER_ERROR);
        });
        assertThat(fleet.reset(deployment.id(), List.of(openAi))).isPresent();
        assertThat(availability()).isInstanceOf(Availability.Ready.class);
    }

    @Test
    void tells_other_nodes_what_it_found_out_and_when_that_is_over() {
        var board = new InProcessFleetBoard();
        Fleet other = fleet();
        var here = new ShareFleet(fleet, board);
        var there = new ShareFleet(other, board);
        fail(3);

        here.run();
        there.run();
        assertThat(other.signals(deployment).availability()).isEqualTo(availability());

        other.begin(deployment).abandoned();
        assertThat(other.reset(deployment.id(), List.of(openAi))).isPresent();
        there.run();
        here.run();
        assertThat(availability()).isInstanceOf(Availability.Ready.class);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            fleet.begin(deployment).failed(UpstreamFault.of(Kind.SERVER_ERROR, "no"));
        }
    }

    private Availability availability() {
        return fleet.signals(deployment).availability();
    }

    private Fleet fleet() {
        return new Fleet(Breaker.DEFAULT, clock, new Random(3));
    }
}
