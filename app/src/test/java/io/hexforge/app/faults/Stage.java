package io.hexforge.app.faults;

import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.Wall;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Three walls: one poses as the providers `openai` and `anthropic`, one as the fallback `groq`, and one as `deepseek`
/// and `xai`, whose keys can be revoked. Each test plays with models of its own, so that what one breaks no other
/// notices. Safe for concurrent use.
public final class Stage implements AutoCloseable {
    /// Slow enough for what was sent to be under way before a fault strikes.
    private static final Pace PACE = Pace.of(0, Duration.ofMillis(2));

    private final Wall primary = Wall.start().pace(PACE);
    private final Wall fallback = Wall.start();
    private final Wall revocable = Wall.start();
    private final AtomicInteger counter = new AtomicInteger();

    /// {@return the settings under which a node sees the walls, its timers so short that tests need not wait long}
    public Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("PORT", "0");
        environment.put("OPENAI_API_KEY", Wall.KEY);
        environment.put("OPENAI_BASE_URL", primary.url("/v1").toString());
        environment.put("ANTHROPIC_API_KEY", Wall.KEY);
        environment.put("ANTHROPIC_BASE_URL", primary.url("/v1").toString());
        environment.put("GROQ_API_KEY", Wall.KEY);
        environment.put("GROQ_BASE_URL", fallback.url("/openai/v1").toString());
        for (String provider : List.of("DEEPSEEK", "XAI")) {
            environment.put(provider + "_API_KEY", Wall.KEY);
            environment.put(provider + "_BASE_URL", revocable.url("/v1").toString());
        }
        environment.put("CONNECT_TIMEOUT_MS", "1000");
        environment.put("FIRST_TOKEN_TIMEOUT_MS", "1500");
        environment.put("STREAM_IDLE_TIMEOUT_MS", "1500");
        environment.put("REQUEST_DEADLINE_MS", "6000");
        environment.put("MIN_TOKENS_PER_SECOND", "3");
        environment.put("MAX_RETRIES", "2");
        environment.put("CIRCUIT_BREAKER_COOLDOWN_SECS", "1");
        environment.put("RATE_LIMIT_PER_MINUTE", "100000");
        return environment;
    }

    /// {@return the provider whose keys can be revoked}
    public Wall revocable() {
        return revocable;
    }

    /// {@return a play whose models nobody else knows}
    public Play play(Way way, URI node, String key) {
        int number = counter.incrementAndGet();
        String model = "lead-" + number;
        String understudy = "understudy-" + number;
        Wall asked = way.provider().matches("openai|anthropic") ? primary : revocable;
        asked.serve(model);
        fallback.serve(understudy);
        return new Play(way, new Asking(node, key), asked, model, fallback, understudy);
    }

    @Override
    public void close() {
        primary.close();
        fallback.close();
        revocable.close();
    }
}
