package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UninvitedTest extends TenancyStage {
    @Test
    void a_referral_is_mailed_once_with_the_code_that_is_the_users_own() {
        Referrals referrals = tenancy.referrals();

        var sent = (Referrals.Outcome.Sent) referrals.send(in(ada), "Carol@Example.org", "Try this");

        assertThat(sent.code().code()).matches("POCKET-[A-Z0-9]{6}");
        assertThat(tenancy.mail()).singleElement().satisfies(mail -> {
            assertThat(mail.to()).isEqualTo("carol@example.org");
            assertThat(mail.text()).contains(sent.code().code(), "Try this", "signup?invite_code=");
        });
        assertThat(referrals.send(in(ada), "carol@example.org", null)).isInstanceOf(Referrals.Outcome.Duplicate.class);
        assertThat(referrals.send(in(ada), "nobody", null)).isInstanceOf(Referrals.Outcome.Invalid.class);
        referrals.send(in(ada), String.valueOf(bob.email()), null);
        assertThat(tenancy.mail()).hasSize(1);
        assertThat(referrals.overview(in(ada)).code()).isEqualTo(sent.code());
        assertThat(referrals.overview(in(ada)).referrals()).hasSize(2);
        assertThat(referrals.overview(in(bob)).referrals()).isEmpty();
    }

    @Test
    void a_used_up_code_refers_nobody_and_its_counts_are_never_negative() {
        String code = tenancy.referrals().overview(in(ada)).code().code();
        for (int i = 0; i < 9; i++) {
            tenancy.gate().enter(new EmailAddress(i + "@example.org"), code);
        }

        assertThat(tenancy.referrals().overview(in(ada)).code().remaining()).isZero();
        assertThat(tenancy.referrals().send(in(ada), "carol@example.org", null))
                .isInstanceOf(Referrals.Outcome.Exhausted.class);
    }

    @Test
    void who_waits_is_told_once_that_they_may_sign_up() {
        var application = new Waitlist.Application(
                "Carol@Example.org", "Carol", null, null, null, List.of(), null, JsonObject.EMPTY);
        var noted = (Waitlist.Joined.Noted) tenancy.waitlist().join(application);
        var again = (Waitlist.Joined.Noted) tenancy.waitlist().join(application);
        UUID id = noted.entry().id();
        assertThat(again.entry().id()).isEqualTo(id);
        assertThat(tenancy.waitlist().approve(in(ada), id)).isInstanceOf(Waitlist.Approved.Forbidden.class);
        assertThat(tenancy.waitlist().list(in(ada), false, Page.Request.first()))
                .isNull();
        assertThat(tenancy.gate().enter(noted.entry().email(), null))
                .isInstanceOf(SignUpGate.Answer.InviteRequired.class);

        tenancy.waitlist().approve(systemAdmin(), id);
        tenancy.waitlist().approve(systemAdmin(), id);

        assertThat(tenancy.gate().enter(noted.entry().email(), null)).isInstanceOf(SignUpGate.Answer.Open.class);
        assertThat(tenancy.mail())
                .singleElement()
                .satisfies(mail -> assertThat(mail.to()).isEqualTo("carol@example.org"));
        var wrong = new Waitlist.Application(
                "nobody", "x".repeat(121), null, null, "y\0", List.of(), null, JsonObject.EMPTY);
        assertThat(tenancy.waitlist().join(wrong))
                .isInstanceOfSatisfying(
                        Waitlist.Joined.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(each -> each.pointer())
                                .containsExactly("/email", "/name", "/use_case"));
    }

    @Test
    void only_who_administers_the_installation_decides_about_its_codes() {
        InviteCodes codes = tenancy.inviteCodes();
        var made = (InviteCodes.Outcome.Done) codes.create(systemAdmin(), 3, null);

        assertThat(codes.create(in(ada), 3, null)).isInstanceOf(InviteCodes.Outcome.Forbidden.class);
        assertThat(codes.create(systemAdmin(), 0, clock.instant())).isInstanceOf(InviteCodes.Outcome.Invalid.class);
        assertThat(codes.revoke(in(ada), made.code().id())).isInstanceOf(InviteCodes.Outcome.Forbidden.class);
        assertThat(codes.list(in(ada), Page.Request.first())).isNull();
        assertThat(codes.usable(codes.look(made.code().code().toLowerCase()).orElseThrow()))
                .isTrue();
        codes.revoke(systemAdmin(), made.code().id());
        assertThat(codes.usable(codes.look(made.code().code()).orElseThrow())).isFalse();
    }
}
