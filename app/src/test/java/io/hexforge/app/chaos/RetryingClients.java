package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Eight clients as they come from the shelf, with two retries, that ask for one answer after the other: half of them
/// for whole ones, half for streams. A stream that breaks off is no longer the shelf's matter: its client asks again
/// itself, twice at most.
final class RetryingClients implements AutoCloseable {
    private static final int RETRIES = 2;
    private static final String NUMBERS =
            IntStream.rangeClosed(1, 30).mapToObj(i -> i + " ").collect(Collectors.joining());

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger streamed = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final OpenAIClient client;
    private final ChatCompletionCreateParams question;

    RetryingClients(int port, String key, String model) {
        client = OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/v1")
                .apiKey(key)
                .maxRetries(RETRIES)
                .timeout(Duration.ofSeconds(10))
                .build();
        question = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("count 30")
                .build();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.startVirtualThread(() -> repeat(this::askWhole, whole)));
            threads.add(Thread.startVirtualThread(() -> repeat(this::askStream, streamed)));
        }
    }

    private void repeat(Runnable ask, AtomicInteger answered) {
        while (!over.get()) {
            try {
                ask.run();
                answered.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                errors.add(e);
            }
        }
    }

    private void askWhole() {
        var answer = client.chat().completions().create(question).validate();
        assertThat(answer.choices().getFirst().message().content()).contains(NUMBERS);
    }

    private void askStream() {
        for (int attempt = 0; ; attempt++) {
            try {
                assertThat(stream()).isEqualTo(NUMBERS);
                return;
            } catch (RuntimeException e) {
                if (attempt == RETRIES) {
                    throw e;
                }
                repeats.incrementAndGet();
            }
        }
    }

    /// {@return the text of a stream that ended as it should; one that was cut throws}
    private String stream() {
        try (var stream = client.chat().completions().createStreaming(question)) {
            return stream.stream()
                    .map(ChatCompletionChunk::choices)
                    .flatMap(List::stream)
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
        }
    }

    /// Waits until so many more answers of both kinds have come.
    void awaitMore(int more) throws InterruptedException {
        int wantedWhole = whole.get() + more / 2;
        int wantedStreamed = streamed.get() + more / 2;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (whole.get() < wantedWhole || streamed.get() < wantedStreamed) {
            assertThat(System.nanoTime())
                    .as("%s of %s whole, %s of %s streamed", whole, wantedWhole, streamed, wantedStreamed)
                    .isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /// {@return what a client could not hide}
    Queue<Throwable> errors() {
        return errors;
    }

    /// {@return how many streams were asked for again}
    int repeats() {
        return repeats.get();
    }

    @Override
    public void close() {
        over.set(true);
        threads.forEach(RetryingClients::awaitEnd);
        client.close();
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
