package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [InviteCodeStore] does. Tests may share one store.
public interface InviteCodeStoreContract {
    Instant NOW = TestKeys.NOW;
    Random RANDOM = new Random(7);

    InviteCodeStore codes();

    TestActors actors();

    @Test
    default void keeps_a_code_with_all_its_members_and_microseconds() {
        UUID owner = actors().newcomer().userId();
        InviteCode code = added(owner, 5);

        assertThat(codes().find(code.code())).contains(code);
        assertThat(codes().ofOwner(owner)).contains(code);
        assertThat(codes().find("POCKET-NONE")).isEmpty();
        assertThat(codes().ofOwner(TestActors.IDS.next())).isEmpty();
    }

    @Test
    default void takes_no_code_twice_and_one_code_of_each_owner() {
        UUID owner = actors().newcomer().userId();
        InviteCode code = added(owner, 5);

        assertThat(codes().add(code(owner, 5))).isFalse();
        var same = new InviteCode(TestActors.IDS.next(), null, code.code(), 1, 0, NOW, null, null);
        assertThat(codes().add(same)).isFalse();
        assertThat(codes().find(code.code())).contains(code);
    }

    @Test
    default void gives_one_code_to_an_owner_who_asks_fifty_times_at_once() {
        UUID owner = actors().newcomer().userId();

        var outcomes = Race.ofFifty(i -> codes().add(code(owner, 5)));

        assertThat(outcomes).filteredOn(added -> added).hasSize(1);
    }

    @Test
    default void counts_uses_up_to_the_most_and_gives_them_back() {
        InviteCode code = added(null, 2);

        assertThat(codes().use(code.code(), NOW)).contains(code.used(1));
        assertThat(codes().use(code.code(), NOW)).contains(code.used(2));
        assertThat(codes().use(code.code(), NOW)).isEmpty();
        codes().giveBack(code.id());
        assertThat(codes().find(code.code())).contains(code.used(1));
        codes().giveBack(code.id());
        codes().giveBack(code.id());
        assertThat(codes().find(code.code())).contains(code);
        assertThat(codes().use("POCKET-NONE", NOW)).isEmpty();
    }

    @Test
    default void lets_exactly_as_many_of_fifty_in_at_once_as_a_code_may() {
        InviteCode code = added(null, 5);

        List<Optional<InviteCode>> outcomes = Race.ofFifty(i -> codes().use(code.code(), NOW));

        assertThat(outcomes).filteredOn(Optional::isPresent).hasSize(5);
        assertThat(codes().find(code.code()).orElseThrow().remaining()).isZero();
    }

    @Test
    default void lets_nobody_in_with_a_code_that_expired_or_was_withdrawn() {
        var expiring = new InviteCode(
                TestActors.IDS.next(), null, InviteCode.generate("T", RANDOM), 5, 0, NOW, NOW.plusSeconds(60), null);
        codes().add(expiring);
        InviteCode withdrawn = added(null, 5);

        assertThat(codes().revoke(withdrawn.id(), NOW)).contains(withdrawn.revoked(NOW));
        assertThat(codes().revoke(withdrawn.id(), NOW.plus(Duration.ofDays(1)))).contains(withdrawn.revoked(NOW));
        assertThat(codes().revoke(TestActors.IDS.next(), NOW)).isEmpty();

        assertThat(codes().use(withdrawn.code(), NOW)).isEmpty();
        assertThat(codes().use(expiring.code(), NOW.plusSeconds(60))).isEmpty();
        assertThat(codes().use(expiring.code(), NOW.plusSeconds(59))).isPresent();
    }

    @Test
    default void pages_the_codes_of_the_installation_alone() {
        InviteCode personal = added(actors().newcomer().userId(), 5);
        InviteCode one = added(null, 5);
        InviteCode two = added(null, 5);

        var all = new ArrayList<InviteCode>();
        Page<InviteCode> page = codes().page(new Page.Request(null, 1));
        all.addAll(page.items());
        while (page.next() != null) {
            page = codes().page(new Page.Request(page.next(), 1));
            assertThat(page.items()).hasSize(1);
            all.addAll(page.items());
        }

        assertThat(all).contains(one, two).doesNotContain(personal);
        assertThat(all).extracting(code -> code.id().toString()).isSorted();
    }

    private InviteCode added(@Nullable UUID owner, int uses) {
        InviteCode code = code(owner, uses);
        assertThat(codes().add(code)).isTrue();
        return code;
    }

    private static InviteCode code(@Nullable UUID owner, int uses) {
        String text = InviteCode.generate("POCKET", RANDOM);
        return new InviteCode(TestActors.IDS.next(), owner, text, uses, 0, NOW, null, null);
    }
}
