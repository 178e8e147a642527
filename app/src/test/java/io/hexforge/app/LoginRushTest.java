package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.app.LoginClient.Answer;
import io.hexforge.app.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node to which more people come at once than it may hash passwords for.
class LoginRushTest {
    private static final int PEOPLE = 8;

    @Test
    void who_finds_the_queue_full_is_asked_to_come_again_and_the_others_get_in(@TempDir Path home) throws Exception {
        // A password takes about half a second.
        Config config = Config.from(Map.of(
                "HEXFORGE_HOME",
                home.toString(),
                "PORT",
                "0",
                "RATE_LIMIT_PER_MINUTE",
                "0",
                "ARGON2_PASSES",
                "10",
                "DATABASE_URL",
                DatabaseServer.url(DatabaseServer.fresh("login_rush")),
                "PASSWORD_HASH_THREADS",
                "1",
                "PASSWORD_HASH_QUEUE",
                "1"));
        try (Node node = Node.serve(config, "test");
                var client = new LoginClient(URI.create(node.url().toString()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            client.newcomer("ada@example.org");
            String ada = "{\"username\":\"ada@example.org\",\"password\":\"" + LoginClient.PASSWORD + "\"}";
            var coming = new ArrayList<Future<Answer>>();
            for (int i = 0; i < PEOPLE; i++) {
                coming.add(threads.submit(() -> client.post("/v1/auth/login", ada)));
            }
            String question = "{\"model\":\"offline\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            client.post("/v1/chat/completions", question).is(200);

            var answers = new ArrayList<Answer>();
            for (Future<Answer> each : coming) {
                answers.add(each.get());
            }
            List<Answer> turnedAway =
                    answers.stream().filter(answer -> answer.status() == 503).toList();
            assertThat(turnedAway).isNotEmpty().allSatisfy(answer -> {
                assertThat(answer.code()).isEqualTo("unavailable");
                assertThat(answer.raw().headers().firstValueAsLong("Retry-After"))
                        .hasValue(1);
            });
            answers.removeAll(turnedAway);
            assertThat(answers).isNotEmpty().allSatisfy(answer -> answer.is(200));
            client.post("/v1/auth/login", ada).is(200);
        }
    }
}
