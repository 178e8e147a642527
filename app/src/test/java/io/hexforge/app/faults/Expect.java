package io.hexforge.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

/// What a client may see at all when something fails.
public final class Expect {
    private Expect() {}

    public static void assertWhole(Heard heard, String text) {
        assertThat(heard.text()).as("%s", heard).isEqualTo(text);
        assertThat(heard.complete()).as("%s", heard).isTrue();
    }

    /// An error with a status of its own: nothing had been sent.
    public static void assertRefused(Heard heard, int status) {
        assertThat(heard.status()).as("%s", heard).isEqualTo(status);
        assertThat(heard.error().path("message").asText()).as("%s", heard).isNotEmpty();
        assertThat(heard.events()).isEmpty();
        assertThat(heard.header("x-should-retry")).isEqualTo("false");
    }

    /// An error within the stream, after which nothing pretends that the answer was whole.
    public static void assertTruncated(Heard heard, String beginning) {
        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).as("%s", heard).isEqualTo(beginning);
        assertThat(heard.error().path("message").asText()).as("%s", heard).isNotEmpty();
        assertThat(heard.error().path("type").asText()).as("%s", heard).isNotEmpty();
        assertThat(heard.finish()).as("%s", heard).isNull();
        assertThat(heard.done()).as("%s", heard).isFalse();
        assertThat(heard.events().getLast().has("error")).as("%s", heard).isTrue();
    }

    public static void assertFromFallback(Play play, Heard heard, String text) {
        assertWhole(heard, text);
        assertThat(play.fallbackAttempts()).hasSize(1);
        assertThat(heard.header("x-hexforge-provider")).isEqualTo("groq");
        assertThat(heard.header("x-hexforge-attempts"))
                .isEqualTo(Integer.toString(play.attempts().size() + 1));
    }
}
