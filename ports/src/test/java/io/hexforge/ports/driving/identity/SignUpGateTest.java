package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.domain.identity.Referral;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.TestKeys;
import io.hexforge.ports.driving.identity.SignUpGate.Answer;
import io.hexforge.ports.inprocess.identity.InProcessInviteCodes;
import io.hexforge.ports.inprocess.identity.InProcessReferrals;
import io.hexforge.ports.inprocess.identity.InProcessWaitlist;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignUpGateTest {
    private static final Instant NOW = TestKeys.NOW;
    private static final EmailAddress ADA = new EmailAddress("ada@example.org");

    private final InProcessInviteCodes codes = new InProcessInviteCodes();
    private final InProcessWaitlist waitlist = new InProcessWaitlist();
    private final InProcessReferrals referrals = new InProcessReferrals();
    private final SignUpGate closed = gate(true);
    private final SignUpGate open = gate(false);

    private SignUpGate gate(boolean inviteRequired) {
        return new SignUpGate(codes, waitlist, referrals, inviteRequired, InstantSource.fixed(NOW));
    }

    private InviteCode code(@Nullable UUID owner, int uses) {
        var code = new InviteCode(TestActors.IDS.next(), owner, "POCKET-ABC123", uses, 0, NOW, null, null);
        codes.add(code);
        return code;
    }

    @Test
    void everybody_comes_in_where_no_invitation_is_required() {
        assertThat(open.enter(ADA, null)).isEqualTo(new Answer.Open(null));
        assertThat(open.enter(ADA, " ")).isEqualTo(new Answer.Open(null));
    }

    @Test
    void nobody_comes_in_uninvited_where_one_is() {
        assertThat(closed.enter(ADA, null)).isEqualTo(new Answer.InviteRequired());
        assertThat(closed.enter(ADA, "")).isEqualTo(new Answer.InviteRequired());
    }

    @Test
    void a_code_opens_however_it_is_typed() {
        InviteCode code = code(null, 2);

        assertThat(closed.enter(ADA, " pocket-abc123 ")).isEqualTo(new Answer.Open(code.used(1)));
        assertThat(codes.find(code.code()).orElseThrow().uses()).isEqualTo(1);
    }

    @Test
    void a_code_that_is_given_must_be_good_even_where_none_is_required() {
        code(null, 1);
        open.enter(ADA, "POCKET-ABC123");

        assertThat(open.enter(ADA, "POCKET-ABC123")).isEqualTo(new Answer.SpentCode());
        assertThat(open.enter(ADA, "POCKET-WRONG1")).isEqualTo(new Answer.UnknownCode());
    }

    @Test
    void who_is_turned_back_leaves_the_use_to_somebody_else() {
        code(null, 1);
        var entry = (Answer.Open) closed.enter(ADA, "POCKET-ABC123");

        closed.turnedBack(entry);

        assertThat(closed.enter(ADA, "POCKET-ABC123")).isInstanceOf(Answer.Open.class);
        assertThat(closed.enter(ADA, "POCKET-ABC123")).isInstanceOf(Answer.SpentCode.class);
    }

    @Test
    void an_approved_address_comes_in_without_a_code() {
        var waiting = new WaitlistEntry(
                TestActors.IDS.next(),
                ADA,
                "Ada",
                null,
                null,
                null,
                List.of(),
                null,
                JsonObject.EMPTY,
                NOW,
                null,
                null);
        waitlist.put(waiting);
        assertThat(closed.enter(ADA, null)).isEqualTo(new Answer.InviteRequired());

        waitlist.approve(waiting.id(), NOW);

        assertThat(closed.enter(ADA, null)).isEqualTo(new Answer.Open(null));
        closed.joined(new Answer.Open(null), newcomer());
        assertThat(waitlist.find(ADA).orElseThrow().status()).isEqualTo("joined");
    }

    @Test
    void who_came_with_a_friends_code_completes_the_friends_referral() {
        var friend = new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.ALL), false);
        code(friend.userId(), 5);
        referrals.add(friend, new Referral(TestActors.IDS.next(), friend.userId(), ADA, NOW, null, null));
        User newcomer = newcomer();

        closed.joined((Answer.Open) closed.enter(ADA, "POCKET-ABC123"), newcomer);

        assertThat(referrals.list(friend)).singleElement().satisfies(referral -> {
            assertThat(referral.status()).isEqualTo("complete");
            assertThat(referral.joinedId()).isEqualTo(newcomer.id());
        });
    }

    @Test
    void a_code_lets_in_no_more_than_it_may_when_fifty_come_at_once() {
        code(null, 5);

        var answers = Race.ofFifty(i -> closed.enter(new EmailAddress(i + "@example.org"), "POCKET-ABC123"));

        assertThat(answers).filteredOn(answer -> answer instanceof Answer.Open).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer instanceof Answer.SpentCode)
                .hasSize(45);
    }

    private static User newcomer() {
        UUID tenant = TestActors.IDS.next();
        return new User(TestActors.IDS.next(), tenant, "ada", "Ada", false, NOW).reachedAt(ADA, null);
    }
}
