package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [ApiKeyStore] does. Tests may share one store: each looks only at owners of its own.
public interface ApiKeyStoreContract {
    ApiKeyStore keys();

    TestActors actors();

    @Test
    default void finds_a_key_with_all_its_members_and_microseconds() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);

        assertThat(keys().find(owner, key.id())).contains(key);
    }

    @Test
    default void keeps_what_withdrawing_and_rotation_left_in_a_key() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);
        ApiKey successor = TestKeys.successorOf(key);
        ApiKey replaced = key.replaced(successor.id(), TestKeys.NOW, Duration.ofMinutes(5));
        keys().rotate(owner, replaced, 1, successor);
        ApiKey withdrawn = replaced.revoked(TestKeys.NOW.plusNanos(2000));

        assertThat(keys().save(owner, withdrawn, 2)).isTrue();

        assertThat(keys().find(owner, key.id())).contains(withdrawn);
        assertThat(keys().find(owner, successor.id())).contains(successor);
    }

    @Test
    default void hides_keys_from_everybody_but_their_owner() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);
        for (Actor other : List.of(actors().colleagueOf(owner), actors().newcomer())) {
            assertThat(keys().find(other, key.id())).isEmpty();
            assertThat(keys().page(other, Page.Request.first()).items()).isEmpty();
            assertThat(keys().save(other, key.renamed("stolen"), 1)).isFalse();
            assertThat(keys().rotate(other, key.renamed("stolen"), 1, TestKeys.successorOf(key)))
                    .isFalse();
        }
        assertThat(keys().page(owner, Page.Request.first()).items()).containsExactly(key);
    }

    @Test
    default void pages_by_id_oldest_first_with_withdrawn_keys() {
        Actor owner = actors().newcomer();
        List<ApiKey> all = Stream.generate(() -> TestKeys.of(owner))
                .limit(5)
                .sorted((a, b) -> a.id().toString().compareTo(b.id().toString()))
                .toList();
        all.reversed().forEach(key -> keys().add(owner, key));
        added(actors().colleagueOf(owner));
        ApiKey withdrawn = all.get(1).revoked(TestKeys.NOW);
        keys().save(owner, withdrawn, 1);

        Page<ApiKey> first = keys().page(owner, new Page.Request(null, 2));
        Page<ApiKey> second = keys().page(owner, new Page.Request(first.next(), 2));
        Page<ApiKey> third = keys().page(owner, new Page.Request(second.next(), 2));

        assertThat(first.items()).containsExactly(all.get(0), withdrawn);
        assertThat(second.items()).containsExactly(all.get(2), all.get(3));
        assertThat(third.items()).containsExactly(all.get(4));
        assertThat(third.next()).isNull();
        assertThat(keys().page(owner, new Page.Request(null, 5)).next()).isNull();
    }

    @Test
    default void saves_only_from_the_expected_version() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);
        ApiKey renamed = key.renamed("second");

        assertThat(keys().save(owner, renamed, 1)).isTrue();
        assertThat(keys().save(owner, key.renamed("late"), 1)).isFalse();
        assertThat(keys().save(owner, TestKeys.of(owner), 1)).isFalse();

        assertThat(keys().page(owner, Page.Request.first()).items()).containsExactly(renamed);
    }

    @Test
    default void saves_one_of_fifty_concurrent_changes_of_one_version() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);

        var outcomes = Race.ofFifty(i -> keys().save(owner, key.renamed("name " + i), 1));

        assertThat(outcomes).filteredOn(saved -> saved).hasSize(1);
        assertThat(keys().find(owner, key.id())).contains(key.renamed("name " + outcomes.indexOf(true)));
    }

    @Test
    default void rotates_both_keys_or_neither() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);
        ApiKey late = TestKeys.successorOf(key);
        keys().save(owner, key.renamed("second"), 1);

        assertThat(keys().rotate(owner, key.replaced(late.id(), TestKeys.NOW, Duration.ZERO), 1, late))
                .isFalse();

        assertThat(keys().page(owner, Page.Request.first()).items()).containsExactly(key.renamed("second"));
    }

    @Test
    default void rotates_one_key_for_exactly_one_of_fifty_concurrent_callers() {
        Actor owner = actors().newcomer();
        ApiKey key = added(owner);

        var outcomes = Race.ofFifty(i -> {
            ApiKey successor = TestKeys.successorOf(key);
            return keys().rotate(owner, key.replaced(successor.id(), TestKeys.NOW, Duration.ZERO), 1, successor);
        });

        assertThat(outcomes).filteredOn(rotated -> rotated).hasSize(1);
        assertThat(keys().page(owner, Page.Request.first()).items()).hasSize(2);
        assertThat(keys().find(owner, key.id()).orElseThrow().replacedBy())
                .isIn(keys().page(owner, Page.Request.first()).items().stream()
                        .map(ApiKey::id)
                        .toList());
    }

    @Test
    default void takes_the_keys_of_fifty_concurrent_callers() {
        Actor owner = actors().newcomer();

        var added = Race.ofFifty(i -> added(owner));

        assertThat(keys().page(owner, Page.Request.first()).items()).containsExactlyInAnyOrderElementsOf(added);
    }

    @Test
    default void gives_the_credentials_of_all_owners_without_withdrawn_keys_that_have_no_successor() {
        Actor one = actors().newcomer();
        Actor two = actors().newcomer();
        ApiKey kept = added(one);
        ApiKey other = added(two);
        ApiKey withdrawn = added(one);
        keys().save(one, withdrawn.revoked(TestKeys.NOW), 1);
        ApiKey rotated = added(two);
        ApiKey successor = TestKeys.successorOf(rotated);
        ApiKey replaced = rotated.replaced(successor.id(), TestKeys.NOW, Duration.ZERO);
        keys().rotate(two, replaced, 1, successor);
        keys().save(two, replaced.revoked(TestKeys.NOW), 2);

        assertThat(keys().credentials())
                .contains(new Credential(kept, false), new Credential(other, false), new Credential(successor, false))
                .contains(new Credential(replaced.revoked(TestKeys.NOW), false))
                .extracting(each -> each.key().id())
                .doesNotContain(withdrawn.id());
    }

    @Test
    default void grows_its_version_with_every_change_and_only_then() {
        Actor owner = actors().newcomer();
        long empty = keys().version();
        ApiKey key = added(owner);
        long added = keys().version();
        keys().credentials();
        assertThat(keys().version()).isEqualTo(added).isGreaterThan(empty);
        keys().save(owner, key.revoked(TestKeys.NOW), 1);
        long saved = keys().version();
        assertThat(saved).isGreaterThan(added);
        ApiKey second = added(owner);
        long again = keys().version();
        ApiKey successor = TestKeys.successorOf(second);
        keys().rotate(owner, second.replaced(successor.id(), TestKeys.NOW, Duration.ZERO), 1, successor);
        assertThat(keys().version()).isGreaterThan(again);
    }

    private ApiKey added(Actor owner) {
        ApiKey key = TestKeys.of(owner);
        keys().add(owner, key);
        return key;
    }
}
