package io.hexforge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.FinishReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EmbedTheCoreTest {
    private static final Path SAMPLE = Path.of("src/test/java/io/hexforge/docs/EmbedTheCore.java");
    private static final Path GUIDE = Path.of("embed.md");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// region \\w+\\n(.*?)^ *// endregion");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    private final EmbedTheCore sample = new EmbedTheCore();
    private final Actor client = sample.newClient("shop");

    @Test
    void an_application_gets_an_operator_and_clients_with_keys_of_their_own() {
        assertThat(sample.gateway.operator().systemAdmin()).isTrue();
        assertThat(sample.gateway
                        .authenticate()
                        .withKey(sample.gateway.operatorKey().reveal()))
                .isPresent();
        assertThat(client.may(Scope.GATEWAY_USE)).isTrue();
        assertThat(client.may(Scope.KEYS_WRITE)).isFalse();
    }

    @Test
    void lists_the_applications_own_model_and_nothing_else() {
        assertThat(sample.models(client)).containsExactly("function/concierge");
    }

    @Test
    void answers_in_one_piece() {
        assertThat(sample.ask(client, EmbedTheCore.question("Hello")).text()).isEqualTo("Welcome to our house.");
    }

    @Test
    void answers_word_by_word() {
        var screen = new ArrayList<String>();

        sample.stream(client, EmbedTheCore.question("Hello"), screen::add);

        assertThat(screen).containsExactly("Welcome ", "to ", "our ", "house.");
    }

    @Test
    void calls_a_tool_and_uses_its_result() {
        var asked = EmbedTheCore.withTool(EmbedTheCore.question("Are you open?").messages());

        assertThat(sample.ask(client, asked).finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(sample.askWithTool(client, "Are you open on Sunday?")).isEqualTo("We are open from 8 to 20.");
    }

    @Test
    void tells_what_each_client_has_used() {
        assertThat(sample.tokensUsedBy(client)).isZero();

        sample.ask(client, EmbedTheCore.question("Hello"));

        assertThat(sample.tokensUsedBy(client)).isPositive();
        assertThat(sample.tokensUsedBy(sample.newClient("other"))).isZero();
    }

    @Test
    void the_guide_shows_exactly_this_code() throws IOException {
        List<String> regions = all(REGION, SAMPLE);

        assertThat(regions).hasSizeGreaterThan(5);
        assertThat(all(BLOCK, GUIDE)).isEqualTo(regions);
    }

    private static List<String> all(Pattern pattern, Path file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        var found = new ArrayList<String>();
        while (matcher.find()) {
            found.add(matcher.group(1).stripTrailing().stripIndent());
        }
        return found;
    }
}
