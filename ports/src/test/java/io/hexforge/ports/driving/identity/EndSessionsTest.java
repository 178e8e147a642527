package io.hexforge.ports.driving.identity;

import static io.hexforge.ports.driving.identity.Stage.ELSEWHERE;
import static io.hexforge.ports.driving.identity.Stage.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndSessionsTest {
    private static final String IP = "192.0.2.9";

    private final Stage stage = new Stage();
    private final EndSessions endSessions = new EndSessions(stage.sessions, stage.audit);

    @Test
    void records_a_logout_once_by_whichever_token() {
        SignedIn in = stage.in(HOME);

        assertThat(endSessions.logOut(in.refreshToken().reveal(), IP)).isTrue();
        endSessions.logOut(in.session().id(), IP);
        assertThat(endSessions.logOut(in.refreshToken().reveal(), IP)).isTrue();
        assertThat(endSessions.logOut("hfr_none", IP)).isFalse();

        assertThat(stage.alive(in)).isFalse();
        AuditEvent event = recorded("session.logged_out").getFirst();
        assertThat(recorded("session.logged_out")).hasSize(1);
        assertThat(event.tenantId()).isEqualTo(stage.ada.tenantId());
        assertThat(event.actorId()).isEqualTo(stage.ada.id());
        assertThat(event.ip()).isEqualTo(IP);
        assertThat(event.details())
                .containsExactlyEntriesOf(Map.of("session", in.session().id().toString()));
    }

    @Test
    void records_which_session_was_ended_from_elsewhere() {
        SignedIn mine = stage.in(HOME);
        SignedIn other = stage.in(ELSEWHERE);

        assertThat(endSessions.end(stage.actor(mine), other.session().id(), IP)).isTrue();
        assertThat(endSessions.end(stage.actor(mine), other.session().id(), IP)).isFalse();

        assertThat(recorded("session.revoked"))
                .singleElement()
                .satisfies(event -> assertThat(event.details())
                        .containsEntry("session", other.session().id().toString()));
    }

    @Test
    void records_that_all_others_were_ended() {
        SignedIn mine = stage.in(HOME);
        stage.in(ELSEWHERE);
        stage.in(ELSEWHERE);

        assertThat(endSessions.endOthers(stage.actor(mine), IP)).isEqualTo(2);
        assertThat(endSessions.endOthers(stage.actor(mine), IP)).isZero();

        assertThat(stage.alive(mine)).isTrue();
        assertThat(recorded("session.others_revoked"))
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("sessions", "2"));
    }

    private List<AuditEvent> recorded(String action) {
        var filter = new AuditFilter(action, null, null, null, null);
        return stage.auditLog
                .page(stage.operator(), filter, Page.Request.first())
                .items();
    }
}
