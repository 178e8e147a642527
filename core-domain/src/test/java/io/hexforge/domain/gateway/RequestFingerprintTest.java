package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestFingerprintTest {
    private static final UUID TENANT = new UUID(1, 2);
    private static final int MANY = 2_000;

    private record Request(RouteHints hints, ChatCall call) {}

    @Property(tries = 20)
    void requests_have_one_fingerprint_each_and_no_two_share_one(@ForAll long seed) {
        var random = new RandomCalls(seed);
        var requests = new HashSet<Request>();
        for (int i = 0; i < MANY; i++) {
            requests.add(new Request(i % 4 == 0 ? random.hints() : RouteHints.NONE, random.call()));
        }
        var known = new HashMap<RequestFingerprint, Request>();
        for (Request request : requests) {
            assertThat(known.put(RequestFingerprint.of(TENANT, request.hints(), request.call()), request))
                    .isNull();
        }

        for (Request request : requests) {
            assertThat(known.get(RequestFingerprint.of(TENANT, request.hints(), request.call())))
                    .isEqualTo(request);
        }
    }

    @Property(tries = 200)
    void a_change_of_one_text_shows_wherever_it_is(@ForAll String one, @ForAll String other) {
        boolean same = one.equals(other);

        assertThat(of(saying(one)).equals(of(saying(other)))).isEqualTo(same);
        assertThat(of(saying(one, other)).equals(of(saying(one + other)))).isFalse();
        assertThat(of(saying(one, other)).equals(of(saying(other, one)))).isEqualTo(same);
    }

    @Test
    void a_long_text_is_digested_to_its_end() {
        String text = "long ".repeat(10_000);

        assertThat(of(saying(text + "a"))).isNotEqualTo(of(saying(text + "b")));
        assertThat(of(saying(text + "a"))).isEqualTo(of(saying(text + "a")));
    }

    @Test
    void tenants_do_not_share_answers() {
        ChatCall call = saying("Hi");

        assertThat(of(call)).isNotEqualTo(RequestFingerprint.of(new UUID(2, 1), RouteHints.NONE, call));
        assertThat(of(call).hex()).hasSize(64);
    }

    @Test
    void whose_user_it_is_and_how_a_zero_is_written_do_not_matter() {
        assertThat(of(at(0.0, "alice"))).isEqualTo(of(at(-0.0, "bob")));
        assertThat(of(at(0.0, null))).isNotEqualTo(of(at(0.1, null)));
    }

    private static RequestFingerprint of(ChatCall call) {
        return RequestFingerprint.of(TENANT, RouteHints.NONE, call);
    }

    private static ChatCall saying(String... texts) {
        return ChatCall.of(
                "gpt-5",
                List.of(new Message.User(
                        List.of(texts).stream().<Part>map(Part.Text::new).toList())));
    }

    private static ChatCall at(double temperature, String endUser) {
        ChatCall call = saying("Hi");
        return new ChatCall(
                call.model(),
                call.messages(),
                call.tools(),
                null,
                null,
                call.outputFormat(),
                new Sampling(temperature, null, null, null, null, null, List.of()),
                null,
                null,
                endUser);
    }
}
