package io.hexforge.adapter.llm.gateway;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.gateway.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Embedding models that run inside this process, offline: `all-minilm-l6-v2` and `bge-small-en-v1.5`, quantized,
/// 384 dimensions, normalised to length 1. Texts are read in English best; long ones are cut into pieces whose
/// vectors are averaged.
///
/// A model is loaded when it is first asked (about a second). The work runs on one platform thread a core, since
/// native code would pin the carriers of virtual threads. Safe for concurrent use.
public final class LocalEmbeddings implements Upstream, AutoCloseable {
    private static final int DIMENSIONS = 384;
    private static final long CONTEXT_WINDOW = 512;
    /// Texts between two looks at whether the call is still wanted.
    private static final int BATCH = 32;

    private static final Map<String, Function<ExecutorService, EmbeddingModel>> LOADERS = Map.of(
            "all-minilm-l6-v2", AllMiniLmL6V2QuantizedEmbeddingModel::new,
            "bge-small-en-v1.5", BgeSmallEnV15QuantizedEmbeddingModel::new);

    static {
        // The tokenizer's library would otherwise ask the cloud's metadata address where it runs, and report home.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    private final ExecutorService cores;
    private final Map<String, EmbeddingModel> loaded = new ConcurrentHashMap<>();

    public LocalEmbeddings(int threads) {
        this.cores = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    }

    @Override
    public EmbeddingReply embed(Deployment target, EmbeddingCall call, Timers timers, Cancellation cancellation) {
        Function<ExecutorService, EmbeddingModel> loader = LOADERS.get(target.model());
        if (loader == null) {
            return new EmbeddingReply.Refused(UpstreamFault.of(
                    Kind.UNKNOWN_MODEL,
                    "The model '" + target.model() + "' does not exist in this process; there are " + names()));
        }
        List<String> texts;
        try {
            checkDimensions(call.dimensions());
            texts = call.texts().get();
        } catch (UnsupportedField problem) {
            return new EmbeddingReply.Refused(UpstreamFault.invalid(problem));
        }
        EmbeddingModel model = loaded.computeIfAbsent(target.model(), name -> loader.apply(cores));
        var vectors = new ArrayList<float[]>(texts.size());
        long tokens = 0;
        for (int from = 0; from < texts.size(); from += BATCH) {
            if (cancellation.cancelled()) {
                return new EmbeddingReply.Refused(UpstreamFault.of(Kind.CANCELLED, "the client closed the connection"));
            }
            List<TextSegment> batch = texts.subList(from, Math.min(from + BATCH, texts.size())).stream()
                    .map(TextSegment::from)
                    .toList();
            Response<List<Embedding>> answer = model.embedAll(batch);
            answer.content().forEach(embedding -> vectors.add(embedding.vector()));
            tokens += tokens(answer.tokenUsage());
        }
        return new EmbeddingReply.Vectors(target.model(), vectors, Usage.of(tokens, 0));
    }

    @Override
    public ModelListing models(Endpoint endpoint, Duration timeout) {
        return new ModelListing.Listed(LOADERS.keySet().stream()
                .sorted()
                .map(name -> new ModelInfo(
                        endpoint.kind().name(),
                        name,
                        name,
                        "Embedding model inside this process, " + DIMENSIONS + " dimensions",
                        CONTEXT_WINDOW,
                        null,
                        0,
                        null))
                .toList());
    }

    @Override
    public ChatReply complete(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        return new ChatReply.Refused(onlyEmbeddings(target));
    }

    @Override
    public TokenCount countTokens(Deployment target, InboundChat chat, Timers timers, Cancellation cancellation) {
        return new TokenCount.Failed(onlyEmbeddings(target));
    }

    @Override
    public void close() {
        cores.shutdownNow();
    }

    private static void checkDimensions(@Nullable Integer wanted) {
        if (wanted != null && wanted != DIMENSIONS) {
            throw new UnsupportedField("dimensions", "must be " + DIMENSIONS + " for this model, or absent");
        }
    }

    private static long tokens(@Nullable TokenUsage usage) {
        Integer count = usage == null ? null : usage.inputTokenCount();
        return count == null ? 0 : count;
    }

    private static UpstreamFault onlyEmbeddings(Deployment target) {
        return new UpstreamFault(
                Kind.INVALID_REQUEST,
                400,
                "The model '" + target.model() + "' makes embeddings only; see POST /v1/embeddings.",
                "model",
                null,
                null);
    }

    private static String names() {
        return String.join(", ", LOADERS.keySet().stream().sorted().toList());
    }
}
