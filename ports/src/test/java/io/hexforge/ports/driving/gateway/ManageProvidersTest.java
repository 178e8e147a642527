package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.ScriptedUpstream.failed;
import static io.hexforge.ports.driving.gateway.TestGateway.KEY;
import static io.hexforge.ports.driving.gateway.TestGateway.activation;
import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static io.hexforge.ports.driving.gateway.TestGateway.kind;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.ManageProviders.Activation;
import io.hexforge.ports.driving.gateway.ManageProviders.Change;
import io.hexforge.ports.driving.gateway.ManageProviders.Outcome;
import io.hexforge.ports.driving.gateway.ManageProviders.Status;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManageProvidersTest {
    private static final Change NOTHING = new Change(null, false, null, null, null, null);
    private static final Secret OTHER_KEY = new Secret("sk-fedcba9876543210");

    private final TestGateway gateway = new TestGateway();
    private final Actor actor = gateway.actor;

    @Test
    void activates_a_provider_whose_key_was_accepted() {
        ProviderConnection connection = saved(gateway.providers.activate(actor, activation("Groq")));

        assertThat(connection.provider()).isEqualTo("groq");
        assertThat(connection.baseUrl()).hasToString("https://api.groq.com/openai/v1");
        assertThat(connection.displayName()).isEqualTo("Groq");
        assertThat(connection.active()).isTrue();
        assertThat(gateway.upstream.listed).singleElement().satisfies(tried -> {
            assertThat(tried.key()).isEqualTo(KEY);
            assertThat(tried.trusted()).isFalse();
        });
        assertThat(gateway.endpoints.visibleTo(actor))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.key()).isEqualTo(KEY));
    }

    @Test
    void shows_a_preview_of_the_key_and_stores_it_encrypted() {
        ProviderConnection connection = saved(gateway.providers.activate(actor, activation("groq")));

        assertThat(connection.keyPreview()).isEqualTo("sk-0****cdef");
        assertThat(connection.toString()).doesNotContain(KEY.reveal());
        assertThat(new String(sealed(connection).bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("0123456789");
    }

    @Test
    void stores_nothing_when_the_provider_refuses_the_key_or_is_not_there() {
        for (Kind fault : List.of(Kind.CREDENTIAL, Kind.UNREACHABLE, Kind.FORBIDDEN_ADDRESS)) {
            gateway.upstream.models = endpoint -> failed(fault);

            assertThat(gateway.providers.activate(actor, activation("groq")))
                    .isInstanceOfSatisfying(
                            Outcome.Unverified.class,
                            unverified -> assertThat(unverified.fault().kind()).isEqualTo(fault));
        }
        assertThat(gateway.store.all()).isEmpty();
        assertThat(gateway.endpoints.visibleTo(actor)).isEmpty();
    }

    @Test
    void never_trusts_an_address_that_a_user_gave() {
        var privateAddress = new Activation("custom", null, "http://169.254.169.254", null, JsonObject.EMPTY, false);
        saved(gateway.providers.activate(actor, privateAddress));

        assertThat(gateway.upstream.listed).allMatch(endpoint -> !endpoint.trusted());
        assertThat(gateway.endpoints.visibleTo(actor)).allMatch(endpoint -> !endpoint.trusted());
    }

    @Test
    void reports_everything_that_is_wrong_at_once() {
        JsonObject metadata = JsonObject.EMPTY.with("timeout", JsonNumber.of(0));
        var wrong = new Activation("azure-openai", null, null, " ", metadata, true);

        assertThat(gateway.providers.activate(actor, wrong))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(Violation::pointer)
                                .containsExactly(
                                        "/base_url", "/api_key", "/display_name", "/metadata/timeout", "/shared"));
        assertThat(gateway.upstream.listed).isEmpty();
    }

    @Test
    void knows_no_provider_that_lives_in_this_process_or_nowhere() {
        for (String name : List.of("offline", "local", "function", "nobody", "")) {
            assertThat(gateway.providers.activate(actor, activation(name))).isInstanceOf(Outcome.Invalid.class);
        }
    }

    @Test
    void refuses_keys_that_would_break_a_header() {
        for (String key : List.of("", " ", "sk 1", "sk-1\r\nHost: evil", "sk-ü", "x".repeat(4097))) {
            var wrong = new Activation("groq", new Secret(key), null, null, JsonObject.EMPTY, false);
            assertThat(gateway.providers.activate(actor, wrong)).isInstanceOf(Outcome.Invalid.class);
        }
    }

    @Test
    void puts_a_second_activation_in_place_of_the_first() {
        ProviderConnection first = saved(gateway.providers.activate(actor, activation("groq")));
        var again = new Activation("groq", OTHER_KEY, "https://proxy.example/x", "Mine", JsonObject.EMPTY, false);

        ProviderConnection second = saved(gateway.providers.activate(actor, again));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.version()).isEqualTo(2);
        assertThat(only(gateway.endpoints.visibleTo(actor)).key()).isEqualTo(OTHER_KEY);
        assertThat(only(gateway.endpoints.visibleTo(actor)).baseUrl()).hasToString("https://proxy.example/x");
    }

    @Test
    void leaves_one_connection_with_a_readable_key_of_fifty_concurrent_activations() {
        Race.ofFifty(i -> gateway.providers.activate(actor, activation("groq")));

        gateway.endpoints.refresh();
        assertThat(only(gateway.endpoints.visibleTo(actor)).key()).isEqualTo(KEY);
        assertThat(gateway.endpoints.unreadable()).isEmpty();
    }

    @Test
    void tries_a_new_address_with_the_stored_key() {
        saved(gateway.providers.activate(actor, activation("groq")));
        gateway.upstream.listed.clear();

        saved(gateway.providers.change(actor, kind("groq"), address("https://proxy.example/x"), null));

        Endpoint tried = only(gateway.upstream.listed);
        assertThat(tried.key()).isEqualTo(KEY);
        assertThat(tried.baseUrl()).isEqualTo(URI.create("https://proxy.example/x"));
        assertThat(only(gateway.endpoints.visibleTo(actor)).key()).isEqualTo(KEY);
    }

    @Test
    void tries_a_new_key_at_the_stored_address() {
        var custom = new Activation("custom", KEY, "https://llm.example", null, JsonObject.EMPTY, false);
        saved(gateway.providers.activate(actor, custom));
        gateway.upstream.listed.clear();

        ProviderConnection changed = saved(gateway.providers.change(actor, kind("custom"), key(OTHER_KEY), null));

        assertThat(only(gateway.upstream.listed).baseUrl()).hasToString("https://llm.example/v1");
        assertThat(only(gateway.upstream.listed).key()).isEqualTo(OTHER_KEY);
        assertThat(changed.keyPreview()).isEqualTo("sk-f****3210");
    }

    @Test
    void keeps_what_there_is_when_a_change_is_refused() {
        ProviderConnection before = saved(gateway.providers.activate(actor, activation("groq")));
        gateway.upstream.models = endpoint -> failed(Kind.CREDENTIAL);

        assertThat(gateway.providers.change(actor, kind("groq"), key(OTHER_KEY), null))
                .isInstanceOf(Outcome.Unverified.class);
        assertThat(gateway.providers.change(actor, kind("groq"), address("http://10.0.0.1"), null))
                .isInstanceOf(Outcome.Unverified.class);

        assertThat(gateway.providers.own(actor, kind("groq"))).contains(before);
    }

    @Test
    void asks_the_provider_nothing_when_neither_key_nor_address_changes() {
        saved(gateway.providers.activate(actor, activation("groq")));
        gateway.upstream.listed.clear();
        JsonObject metadata = JsonObject.EMPTY.with("timeout", JsonNumber.of(7));

        ProviderConnection changed = saved(gateway.providers.change(
                actor, kind("groq"), new Change(null, false, null, " Mine ", metadata, null), null));

        assertThat(gateway.upstream.listed).isEmpty();
        assertThat(changed.displayName()).isEqualTo("Mine");
        assertThat(only(gateway.endpoints.visibleTo(actor)).settings().timeout())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void changes_only_the_version_that_the_caller_expects() {
        ProviderConnection first = saved(gateway.providers.activate(actor, activation("groq")));
        saved(gateway.providers.change(actor, kind("groq"), NOTHING, first.version()));

        assertThat(gateway.providers.change(actor, kind("groq"), NOTHING, first.version()))
                .isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void refuses_to_set_and_to_remove_a_key_at_once() {
        saved(gateway.providers.activate(actor, activation("groq")));

        assertThat(gateway.providers.change(
                        actor, kind("groq"), new Change(OTHER_KEY, true, null, null, null, null), null))
                .isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void uses_no_provider_that_is_switched_off_or_lacks_its_key() {
        saved(gateway.providers.activate(actor, activation("groq")));
        saved(gateway.providers.change(actor, kind("groq"), new Change(null, false, null, null, null, false), null));
        assertThat(gateway.endpoints.visibleTo(actor)).isEmpty();

        saved(gateway.providers.change(actor, kind("groq"), new Change(null, true, null, null, null, true), null));
        assertThat(gateway.endpoints.visibleTo(actor)).isEmpty();
    }

    @Test
    void forgets_the_key_of_a_provider_that_is_removed() {
        saved(gateway.providers.activate(actor, activation("groq")));

        ProviderConnection removed = saved(gateway.providers.remove(actor, kind("groq")));

        assertThat(removed.secret()).isNull();
        assertThat(removed.keyPreview()).isNull();
        assertThat(removed.active()).isFalse();
        assertThat(gateway.endpoints.visibleTo(actor)).isEmpty();
        assertThat(gateway.providers.remove(actor, kind("mistral"))).isEqualTo(new Outcome.NotFound());
    }

    @Test
    void removes_a_provider_for_every_one_of_fifty_concurrent_callers() {
        saved(gateway.providers.activate(actor, activation("groq")));

        var outcomes = Race.ofFifty(i -> gateway.providers.remove(actor, kind("groq")));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Saved.class));
    }

    @Test
    void shares_a_provider_with_the_tenant_when_an_administrator_says_so() {
        var admin = new Actor(actor.tenantId(), actor.userId(), null, actor.scopes(), true);
        var shared = new Activation("groq", KEY, null, null, JsonObject.EMPTY, true);
        saved(gateway.providers.activate(admin, shared));
        Actor colleague = TestActors.ofAnyName().colleagueOf(actor);

        assertThat(gateway.endpoints.visibleTo(colleague)).hasSize(1);
        assertThat(gateway.endpoints.visibleTo(TestActors.ofAnyName().newcomer()))
                .isEmpty();
        assertThat(gateway.providers.remove(colleague, kind("groq"))).isEqualTo(new Outcome.NotFound());
    }

    @Test
    void prefers_the_users_own_connection_to_the_tenants_and_the_servers() {
        var all = new TestGateway(endpoint("groq"), endpoint("openai"));
        var admin = new Actor(all.actor.tenantId(), all.actor.userId(), null, all.actor.scopes(), true);
        Actor colleague = TestActors.ofAnyName().colleagueOf(admin);
        ProviderConnection shared = saved(
                all.providers.activate(admin, new Activation("mistral", KEY, null, null, JsonObject.EMPTY, true)));
        all.clock.advance(Duration.ofSeconds(1));
        ProviderConnection own = saved(all.providers.activate(colleague, activation("mistral")));

        assertThat(all.endpoints.visibleTo(colleague))
                .extracting(Endpoint::connectionId)
                .containsExactly(suffix(own), suffix(shared), "server", "server");
        assertThat(all.endpoints.visibleTo(colleague))
                .extracting(endpoint -> endpoint.kind().name())
                .containsExactly("mistral", "mistral", "openai", "groq");
        assertThat(status(all, colleague, "mistral").connection()).isEqualTo(own);
    }

    @Test
    void tells_how_every_provider_stands() {
        var served = new TestGateway(endpoint("groq"));
        saved(served.providers.activate(served.actor, activation("mistral")));
        saved(served.providers.activate(served.actor, activation("openai")));
        served.providers.remove(served.actor, kind("openai"));

        assertThat(status(served, served.actor, "groq").configured()).isTrue();
        assertThat(status(served, served.actor, "groq").serverWide()).isTrue();
        assertThat(status(served, served.actor, "mistral").configured()).isTrue();
        assertThat(status(served, served.actor, "openai").configured()).isFalse();
        assertThat(status(served, served.actor, "cohere").connection()).isNull();
        assertThat(served.providers.status(served.actor))
                .extracting(status -> status.kind().name())
                .doesNotContain("offline", "local", "function");
    }

    @Test
    void waits_for_the_check_as_long_as_the_metadata_say_but_never_long() {
        for (long seconds : new long[] {7, 3600}) {
            JsonObject metadata = JsonObject.EMPTY.with("timeout", JsonNumber.of(seconds));
            saved(gateway.providers.activate(actor, new Activation("groq", KEY, null, null, metadata, false)));
        }
        saved(gateway.providers.activate(actor, activation("groq")));

        assertThat(gateway.upstream.listingTimeouts)
                .containsExactly(Duration.ofSeconds(7), Duration.ofMinutes(1), Duration.ofSeconds(10));
    }

    @Test
    void one_unreadable_key_takes_nobody_elses_provider_away() {
        saved(gateway.providers.activate(actor, activation("groq")));
        ProviderConnection broken = saved(gateway.providers.activate(actor, activation("mistral")));
        var sealed = sealed(broken);
        gateway.store.reseal(broken.id(), sealed, new SealedSecret("lost-key", sealed.bytes()));

        gateway.endpoints.refreshIfChanged();

        assertThat(only(gateway.endpoints.visibleTo(actor)).kind()).isEqualTo(kind("groq"));
        assertThat(gateway.endpoints.unreadable())
                .extracting(ProviderConnection::provider)
                .containsExactly("mistral");
    }

    @Test
    void uses_a_detected_provider_while_it_is_there_and_never_removes_the_operators() {
        Endpoint place = endpoint("ollama");
        var detected = new TestGateway();
        var detect = new DetectProviders(List.of(place), detected.upstreams, detected.endpoints);
        detect.run();
        detect.run();
        assertThat(detected.endpoints.visibleTo(actor)).containsExactly(place);
        detected.upstream.models = endpoint -> failed(Kind.UNREACHABLE);
        detect.run();
        assertThat(detected.endpoints.visibleTo(actor)).isEmpty();

        var setUp = new TestGateway(place);
        setUp.upstream.models = endpoint -> failed(Kind.UNREACHABLE);
        new DetectProviders(List.of(place), setUp.upstreams, setUp.endpoints).run();
        assertThat(setUp.endpoints.visibleTo(actor)).containsExactly(place);
    }

    private static ProviderConnection saved(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Saved.class);
        return ((Outcome.Saved) outcome).connection();
    }

    private static Status status(TestGateway gateway, Actor actor, String provider) {
        return gateway.providers.status(actor).stream()
                .filter(status -> status.kind().name().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private static Endpoint only(List<Endpoint> endpoints) {
        assertThat(endpoints).hasSize(1);
        return endpoints.getFirst();
    }

    private static SealedSecret sealed(ProviderConnection connection) {
        return Objects.requireNonNull(connection.secret());
    }

    private static String suffix(ProviderConnection connection) {
        return connection.id().toString().substring(28);
    }

    private static Change address(@Nullable String url) {
        return new Change(null, false, url, null, null, null);
    }

    private static Change key(Secret key) {
        return new Change(key, false, null, null, null, null);
    }
}
