package io.hexforge.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String KEY = "s3Vt0XbV1gk9TqkP7wZ2mC4yH6nR8dLa";

    @Test
    void every_setting_has_a_default_that_works_on_a_laptop() {
        var config = Config.from(Map.of());

        assertThat(config.environment()).isEqualTo(Environment.DEVELOPMENT);
        assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(config.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".hexforge"));
        assertThat(config.encryptionKey()).isNull();
        assertThat(config.redisUrl()).isNull();
        assertThat(config.providers()).isEmpty();
        assertThat(config.deprecations()).isEmpty();

        var server = config.server();
        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isEqualTo(8080);
        assertThat(server.trustProxy()).isFalse();
        assertThat(server.allowedOrigins()).isEmpty();
        assertThat(server.allowedHosts()).isEmpty();
        assertThat(server.maxConcurrentRequests()).isEqualTo(512);
        assertThat(server.maxConcurrentStreams()).isEqualTo(2_500);
        assertThat(server.maxBodyMegabytes()).isEqualTo(10);

        assertThat(config.database().main()).isNull();
        assertThat(config.database().identity()).isNull();
        assertThat(config.database().poolSize())
                .isEqualTo(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));

        assertThat(config.upstream())
                .isEqualTo(new UpstreamConfig(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(10),
                        0,
                        2,
                        false,
                        io.hexforge.domain.gateway.Breaker.DEFAULT,
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        false));
    }

    @Test
    void an_empty_value_counts_as_absent() {
        assertThat(Config.from(Map.of("PORT", " ", "DATABASE_URL", "")).server().port())
                .isEqualTo(8080);
    }

    @Test
    void all_problems_are_reported_at_once_with_name_and_accepted_values() {
        var problems = problemsOf(Map.of(
                "PORT", "eighty",
                "ENVIRONMENT", "staging",
                "TRUST_PROXY", "maybe",
                "DATABASE_URL", "mysql://localhost/x",
                "REDIS_URL", "localhost:6379",
                "ENCRYPTION_KEY", "short",
                "VLLM_BASE_URL", "ftp://models"));

        assertThat(problems)
                .hasSize(7)
                .anySatisfy(p -> assertThat(p).isEqualTo("PORT accepts a whole number from 0 to 65535, not 'eighty'"))
                .anySatisfy(p -> assertThat(p)
                        .isEqualTo("ENVIRONMENT accepts one of development, test, production, not 'staging'"))
                .anySatisfy(p -> assertThat(p).isEqualTo("TRUST_PROXY accepts true or false, not 'maybe'"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("DATABASE_URL is no address of a database")
                        .contains("postgresql://"))
                .anySatisfy(p -> assertThat(p).startsWith("REDIS_URL accepts redis://"))
                .anySatisfy(p -> assertThat(p).startsWith("ENCRYPTION_KEY accepts 32 characters"))
                .anySatisfy(p -> assertThat(p).startsWith("VLLM_BASE_URL accepts the base URL of an API"));
    }

    @Test
    void a_problem_with_a_secret_does_not_repeat_it() {
        assertThat(problemsOf(Map.of("ENCRYPTION_KEY", "too-short-secret")).toString())
                .doesNotContain("too-short-secret");
        assertThat(problemsOf(Map.of("DATABASE_URL", "mysql://u:hunter2@h/x")).toString())
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "8080.5", "0x50"})
    void a_port_out_of_range_is_refused(String port) {
        assertThat(problemsOf(Map.of("PORT", port))).hasSize(1);
    }

    @Test
    void the_command_line_beats_the_environment_which_beats_the_file(@TempDir Path folder) throws Exception {
        Path file = folder.resolve(".env");
        Files.writeString(file, """
                # a comment
                PORT=1111
                export HOST="127.0.0.2"  # quoted
                LOG_LEVEL=debug # trailing
                MAX_RETRIES='1'
                """);
        var config = Config.from(Sources.of(Map.of("PORT", "3333"), Map.of("PORT", "2222", "MAX_RETRIES", "5"), file));

        assertThat(config.server().port()).isEqualTo(3333);
        assertThat(config.upstream().maxRetries()).isEqualTo(5);
        assertThat(config.server().host()).isEqualTo("127.0.0.2");
        assertThat(config.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(sourceOf(config, "PORT")).isEqualTo("command line");
        assertThat(sourceOf(config, "MAX_RETRIES")).isEqualTo("environment");
        assertThat(sourceOf(config, "HOST")).isEqualTo(".env");
        assertThat(sourceOf(config, "MAX_BODY_MB")).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource({
        "ENV, ENVIRONMENT, test",
        "SUPABASE_DB_URL, DATABASE_URL, postgres://u:p@h/d",
        "PG_DSN, DATABASE_URL, postgres://u:p@h/d",
        "ROUTING_ENCRYPTION_KEY, ENCRYPTION_KEY, s3Vt0XbV1gk9TqkP7wZ2mC4yH6nR8dLa",
        "BACKEND_CORS_ORIGINS, ALLOWED_ORIGINS, https://a.example",
    })
    void an_older_name_works_and_is_mentioned_once(String older, String current, String value) {
        var config = Config.from(Map.of(older, value));

        assertThat(sourceOf(config, current)).isEqualTo("environment (as " + older + ")");
        assertThat(config.deprecations())
                .containsExactly(older + " is an older name of " + current + "; please rename it");
    }

    @Test
    void the_current_name_beats_an_older_one() {
        var config = Config.from(Map.of("ENVIRONMENT", "test", "ENV", "production"));

        assertThat(config.environment()).isEqualTo(Environment.TEST);
        assertThat(config.deprecations())
                .containsExactly("ENV is an older name of ENVIRONMENT, which is set too and wins");
    }

    @Test
    void shown_values_hide_secrets() {
        var config = Config.from(Map.of(
                "OPENAI_API_KEY", "sk-verysecretverysecret",
                "DATABASE_URL", "postgres://app:hunter2hunter2@db:5433/forge",
                "REDIS_URL", "redis://:hunter3hunter3@cache:6380/1",
                "ENCRYPTION_KEY", KEY));

        assertThat(config.toString())
                .doesNotContain("verysecret")
                .doesNotContain("hunter2hunter2")
                .doesNotContain(KEY);
        assertThat(config.settings().toString())
                .doesNotContain("verysecret", "hunter2hunter2", "hunter3hunter3", KEY)
                .contains("postgresql://app:***@db:5433/forge")
                .contains("redis://cache:6380/1");
    }

    @ParameterizedTest
    @CsvSource({
        "s3Vt0XbV1gk9TqkP7wZ2mC4yH6nR8dLa",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
        "cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=",
    })
    void an_encryption_key_is_32_characters_or_32_bytes_in_base64(String key) {
        assertThat(Config.from(Map.of("ENCRYPTION_KEY", key)).encryptionKey()).isNotNull();
    }

    @Test
    void production_with_safe_settings_is_accepted() {
        assertThat(Config.from(production(Map.of())).environment()).isEqualTo(Environment.PRODUCTION);
        assertThat(Config.from(production(Map.of("HOST", "0.0.0.0", "TRUST_PROXY", "true")))
                        .server()
                        .trustProxy())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTION_KEY, '', ENCRYPTION_KEY is missing",
        "ENCRYPTION_KEY, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, ENCRYPTION_KEY must be random",
        "ALLOWED_ORIGINS, 'https://a.example,*', ALLOWED_ORIGINS must name the origins",
        "HOST, 0.0.0.0, HOST 0.0.0.0 is reachable from elsewhere",
        "DATABASE_URL, postgres://postgres:postgres@db/x, DATABASE_URL has no password or a well-known one",
        "DATABASE_URL, postgres://app@db/x, DATABASE_URL has no password or a well-known one",
        "AUTH_DATABASE_URL, postgres://app:changeme@db/x, AUTH_DATABASE_URL has no password or a well-known one",
    })
    void production_refuses_what_is_only_safe_on_a_laptop(String name, String value, String refusal) {
        assertThat(problemsOf(production(Map.of(name, value))))
                .singleElement()
                .asString()
                .startsWith(refusal);
        assertThatThrownBy(() -> Config.from(production(Map.of(name, value)))).hasMessageContaining(refusal);

        var laptop = new HashMap<>(production(Map.of(name, value)));
        laptop.put("ENVIRONMENT", "development");
        assertThat(Config.from(laptop).environment()).isEqualTo(Environment.DEVELOPMENT);
    }

    @Test
    void a_home_may_begin_with_a_tilde() {
        assertThat(Config.from(Map.of("HEXFORGE_HOME", "~/forge")).home())
                .isEqualTo(Path.of(System.getProperty("user.home"), "forge"));
    }

    private static Map<String, String> production(Map<String, String> changes) {
        var values = new HashMap<>(Map.of("ENVIRONMENT", "production", "ENCRYPTION_KEY", KEY));
        values.putAll(changes);
        return values;
    }

    private static List<String> problemsOf(Map<String, String> environment) {
        return catchThrowableOfType(InvalidConfig.class, () -> Config.from(environment))
                .problems();
    }

    private static String sourceOf(Config config, String name) {
        return config.settings().stream()
                .filter(setting -> setting.name().equals(name))
                .map(Setting::source)
                .findFirst()
                .orElseThrow();
    }
}
