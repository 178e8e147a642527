package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.TestKeys;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [ProviderStore] does. Tests may share one store: each looks only at owners of its own.
public interface ProviderStoreContract {
    ProviderStore providers();

    TestActors actors();

    @Test
    default void keeps_a_connection_with_all_its_members_and_microseconds() {
        Actor owner = actors().newcomer();
        ProviderConnection given = connection(owner, "groq", false);

        ProviderConnection stored = providers().put(owner, given);

        assertSame(stored, given);
        assertThat(providers().visible(owner)).singleElement().satisfies(each -> assertSame(each, given));
    }

    @Test
    default void keeps_a_connection_without_a_key() {
        Actor owner = actors().newcomer();
        ProviderConnection given = keyless(connection(owner, "custom", true));

        providers().put(owner, given);

        assertThat(providers().visible(owner)).singleElement().satisfies(each -> assertSame(each, given));
    }

    @Test
    default void puts_a_connection_in_place_of_the_same_users_earlier_one() {
        Actor owner = actors().newcomer();
        ProviderConnection first = providers().put(owner, connection(owner, "groq", false));
        ProviderConnection later = keyless(connection(owner, "groq", true));

        ProviderConnection stored = providers().put(owner, later);

        assertSame(stored, later.inPlaceOf(first));
        assertThat(providers().visible(owner)).singleElement().satisfies(each -> assertSame(each, stored));
    }

    @Test
    default void keeps_one_connection_of_fifty_that_are_put_at_once() {
        Actor owner = actors().newcomer();

        var stored = Race.ofFifty(i -> providers().put(owner, connection(owner, "groq", false)));

        assertThat(stored)
                .extracting(ProviderConnection::id)
                .containsOnly(stored.getFirst().id());
        assertThat(stored).extracting(ProviderConnection::version).doesNotHaveDuplicates();
        assertThat(providers().visible(owner))
                .singleElement()
                .satisfies(each -> assertThat(each.version()).isEqualTo(50));
    }

    @Test
    default void shows_shared_connections_to_the_tenant_and_others_to_their_owner_only() {
        Actor owner = actors().newcomer();
        Actor colleague = actors().colleagueOf(owner);
        Actor stranger = actors().newcomer();
        ProviderConnection own = providers().put(owner, connection(owner, "groq", false));
        ProviderConnection shared = providers().put(owner, connection(owner, "mistral", true));
        ProviderConnection hers = providers().put(colleague, connection(colleague, "groq", false));

        assertThat(ids(providers().visible(owner))).containsExactlyInAnyOrder(own.id(), shared.id());
        assertThat(ids(providers().visible(colleague))).containsExactlyInAnyOrder(shared.id(), hers.id());
        assertThat(providers().visible(stranger)).isEmpty();
        assertThat(ids(providers().all())).contains(own.id(), shared.id(), hers.id());
    }

    @Test
    default void lists_the_oldest_first_and_a_replaced_connection_in_its_old_place() {
        Actor owner = actors().newcomer();
        ProviderConnection young = providers().put(owner, made(connection(owner, "groq", false), 30));
        ProviderConnection old = providers().put(owner, made(connection(owner, "openai", false), 10));
        ProviderConnection middle = providers().put(owner, made(connection(owner, "mistral", false), 20));
        providers().put(owner, made(connection(owner, "openai", false), 40));

        assertThat(ids(providers().visible(owner))).containsExactly(old.id(), middle.id(), young.id());
    }

    @Test
    default void saves_only_from_the_expected_version() {
        Actor owner = actors().newcomer();
        ProviderConnection first = providers().put(owner, connection(owner, "groq", false));

        assertThat(providers().save(owner, named(first, "second", 2), 1)).isTrue();
        assertThat(providers().save(owner, named(first, "late", 2), 1)).isFalse();
        assertThat(providers().save(owner, connection(owner, "mistral", false), 1))
                .isFalse();

        assertThat(providers().visible(owner))
                .singleElement()
                .satisfies(each -> assertSame(each, named(first, "second", 2)));
    }

    @Test
    default void lets_nobody_but_the_owner_save_even_what_is_shared() {
        Actor owner = actors().newcomer();
        ProviderConnection shared = providers().put(owner, connection(owner, "groq", true));

        for (Actor other : List.of(actors().colleagueOf(owner), actors().newcomer())) {
            assertThat(providers().save(other, named(shared, "stolen", 2), 1)).isFalse();
        }

        assertThat(providers().visible(owner)).singleElement().satisfies(each -> assertSame(each, shared));
    }

    @Test
    default void saves_one_of_fifty_concurrent_changes_of_one_version() {
        Actor owner = actors().newcomer();
        ProviderConnection first = providers().put(owner, connection(owner, "groq", false));

        var outcomes = Race.ofFifty(i -> providers().save(owner, named(first, "name " + i, 2), 1));

        assertThat(outcomes).filteredOn(saved -> saved).hasSize(1);
        assertThat(providers().visible(owner))
                .singleElement()
                .satisfies(each -> assertSame(each, named(first, "name " + outcomes.indexOf(true), 2)));
    }

    @Test
    default void reseals_a_key_as_a_change_of_nothing_else() {
        Actor owner = actors().newcomer();
        ProviderConnection stored = providers().put(owner, connection(owner, "groq", false));
        SealedSecret fresh = sealed("new", "fresh");

        assertThat(providers().reseal(stored.id(), secretOf(stored), fresh)).isTrue();

        assertThat(providers().visible(owner))
                .singleElement()
                .satisfies(each -> assertSame(each, stored.resealed(fresh)));
    }

    @Test
    default void does_not_reseal_a_key_that_was_replaced_meanwhile() {
        Actor owner = actors().newcomer();
        SealedSecret first = secretOf(providers().put(owner, connection(owner, "groq", false)));
        ProviderConnection replaced = providers().put(owner, connection(owner, "groq", false));

        assertThat(providers().reseal(replaced.id(), first, sealed("new", "fresh")))
                .isFalse();
        assertThat(providers().reseal(TestActors.IDS.next(), first, sealed("new", "fresh")))
                .isFalse();

        assertThat(providers().visible(owner)).singleElement().satisfies(each -> assertSame(each, replaced));
    }

    @Test
    default void reseals_once_for_fifty_concurrent_callers() {
        Actor owner = actors().newcomer();
        ProviderConnection stored = providers().put(owner, connection(owner, "groq", false));

        var outcomes =
                Race.ofFifty(i -> providers().reseal(stored.id(), secretOf(stored), sealed("new", "fresh " + i)));

        assertThat(outcomes).filteredOn(resealed -> resealed).hasSize(1);
        assertThat(providers().visible(owner))
                .singleElement()
                .satisfies(each -> assertSame(each, stored.resealed(sealed("new", "fresh " + outcomes.indexOf(true)))));
    }

    @Test
    default void grows_its_version_with_every_change_and_only_then() {
        Actor owner = actors().newcomer();
        long empty = providers().version();
        ProviderConnection stored = providers().put(owner, connection(owner, "groq", false));
        long put = providers().version();
        providers().all();
        assertThat(providers().version()).isEqualTo(put).isGreaterThan(empty);
        providers().save(owner, named(stored, "second", 2), 1);
        long saved = providers().version();
        assertThat(saved).isGreaterThan(put);
        providers().reseal(stored.id(), secretOf(stored), sealed("new", "fresh"));
        assertThat(providers().version()).isGreaterThan(saved);
    }

    private static void assertSame(ProviderConnection actual, ProviderConnection expected) {
        // Recursive: byte arrays are compared by content.
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    private static List<UUID> ids(List<ProviderConnection> connections) {
        return connections.stream().map(ProviderConnection::id).toList();
    }

    private static SealedSecret secretOf(ProviderConnection connection) {
        return Objects.requireNonNull(connection.secret());
    }

    private static SealedSecret sealed(String keyId, String content) {
        return new SealedSecret(keyId, content.getBytes(StandardCharsets.UTF_8));
    }

    private static ProviderConnection connection(Actor owner, String provider, boolean shared) {
        UUID id = TestActors.IDS.next();
        Map<String, JsonValue> metadata = Map.of(
                "timeout", new JsonNumber(new BigDecimal("12.5")),
                "max_retries", JsonNumber.of(3),
                "headers", new JsonObject(Map.of("X-Title", new JsonString("größer \"als\" \\ 😀"))),
                "list", new JsonArray(List.of(new JsonBoolean(true), new JsonNull(), new JsonString(""))));
        return new ProviderConnection(
                id,
                owner.tenantId(),
                owner.userId(),
                shared,
                provider,
                "Mine – ü",
                URI.create("https://api.example.com:8443/openai/v1"),
                new JsonObject(metadata),
                sealed("old", id.toString()),
                "gsk_****wxyz",
                true,
                TestKeys.NOW,
                TestKeys.NOW.plusNanos(1000),
                1);
    }

    private static ProviderConnection made(ProviderConnection connection, int microsecond) {
        return copy(connection, connection.displayName(), connection.createdAt().plusNanos(microsecond * 1000L), 1);
    }

    private static ProviderConnection named(ProviderConnection connection, String name, long version) {
        return copy(connection, name, connection.createdAt(), version);
    }

    private static ProviderConnection copy(
            ProviderConnection connection, String name, Instant createdAt, long version) {
        return new ProviderConnection(
                connection.id(),
                connection.tenantId(),
                connection.userId(),
                connection.shared(),
                connection.provider(),
                name,
                connection.baseUrl(),
                connection.metadata(),
                connection.secret(),
                connection.keyPreview(),
                connection.active(),
                createdAt,
                connection.updatedAt(),
                version);
    }

    private static ProviderConnection keyless(ProviderConnection connection) {
        return new ProviderConnection(
                connection.id(),
                connection.tenantId(),
                connection.userId(),
                connection.shared(),
                connection.provider(),
                connection.displayName(),
                connection.baseUrl(),
                JsonObject.EMPTY,
                null,
                null,
                false,
                connection.createdAt().plusSeconds(60),
                connection.updatedAt().plusSeconds(60),
                connection.version());
    }
}
