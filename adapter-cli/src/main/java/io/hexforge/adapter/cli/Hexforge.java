package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What commands ask of Hexforge, wherever it runs: in this process or behind a URL.
///
/// **Threads:** one caller at a time.
/// **Errors:** every method may throw [CommandFailed], with one line for the user.
public interface Hexforge extends AutoCloseable {
    /// Asks for a completion and hands the text over as it comes.
    Reply chat(Question question, Consumer<String> onText);

    List<Model> models();

    /// {@return what is asked about who runs the commands}
    Account account();

    /// {@return what is asked about the caller's API keys}
    Keys keys();

    /// {@return what is asked about prices, flags and signing keys}
    Administration administration();

    /// Tells which deployment would answer, and why; asks no provider.
    RouteAnswer explainRoute(RouteQuestion question);

    List<Provider> providers();

    /// Sets a provider up, in place of an earlier one of that name. The key is checked against the provider
    /// first.
    ///
    /// @param key null for a provider that needs none
    /// @param baseUrl null for the provider's own
    Provider activateProvider(String name, @Nullable Secret key, @Nullable String baseUrl);

    void removeProvider(String name);

    List<Budget> budgets();

    /// Sets a budget, in place of the one set before for the same subject and period.
    ///
    /// @param scope `key`, `user` or `tenant`
    /// @param subject its id; null for oneself or one's tenant
    /// @param period `day`, `month` or `total`
    Budget setBudget(String scope, @Nullable String subject, String period, BigDecimal amountUsd);

    void removeBudget(String id);

    /// {@return one vector a text}
    ///
    /// @param model null for the default
    Embeddings embed(@Nullable String model, List<String> texts);

    /// {@return sums of days, the newest first}
    List<UsageSum> usage(UsageQuestion question);

    /// {@return what there is to ask about people and tenants}
    Tenancy tenancy();

    /// {@return what is asked about the accounts of people}
    People people();

    /// {@return what is asked about the caller's jobs}
    Jobs jobs();

    /// {@return what is asked about projects and their files}
    Projects projects();

    @Override
    void close();

    /// @param from the first day (UTC)
    /// @param by what to tell apart: `provider`, `model`, `key`, `user`, `tenant`
    /// @param everybodys whether that of all users, which administrators may ask
    record UsageQuestion(LocalDate from, List<String> by, boolean everybodys) {
        public UsageQuestion {
            by = List.copyOf(by);
        }
    }

    /// @param day ISO 8601; those after it up to `model` are null where they are not told apart
    /// @param unpriced requests whose cost is not known and not in `costUsd`
    record UsageSum(
            String day,
            @Nullable String tenantId,
            @Nullable String userId,
            @Nullable String keyId,
            @Nullable String provider,
            @Nullable String model,
            long requests,
            long failed,
            long promptTokens,
            long outputTokens,
            BigDecimal costUsd,
            long unpriced) {}

    /// @param model null for the default
    record Question(@Nullable String model, List<Turn> turns) {
        public Question {
            turns = List.copyOf(turns);
        }
    }

    record Turn(Speaker speaker, String text) {}

    enum Speaker {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /// @param provider who answered, if that is known
    record Reply(String model, @Nullable String provider, String text, long promptTokens, long outputTokens) {}

    /// @param id as it is written in a request, such as `openai/gpt-5`
    record Model(String id, String provider) {}

    /// @param key its first and last characters; null when there is none
    record Provider(
            String name, @Nullable String baseUrl, @Nullable String key, boolean active) {
        /// One that the operator set up for everybody.
        static Provider serverWide(String name) {
            return new Provider(name, null, "(server-wide)", true);
        }
    }

    /// @param amountUsd a decimal
    /// @param windowEnd null for a budget without end
    record Budget(
            String id,
            String scope,
            String subject,
            String period,
            String amountUsd,
            String spentUsd,
            @Nullable String windowEnd) {}

    /// @param model null to leave the choice to Hexforge
    /// @param latencyTarget `ultra_low`, `low`, `medium` or `high`; null for `medium`
    /// @param latencySloMs within which the whole answer is wanted; null if that does not matter
    /// @param maxCostUsd the most that it may cost; null for any
    record RouteQuestion(
            @Nullable String model,
            @Nullable String taskType,
            long promptTokens,
            @Nullable Long maxTokens,
            @Nullable String latencyTarget,
            @Nullable Long latencySloMs,
            boolean costPriority,
            @Nullable BigDecimal maxCostUsd,
            List<String> fallbacks) {}

    /// @param choices in the order in which they would be tried
    /// @param error why there are none
    record RouteAnswer(
            List<RouteChoice> choices,
            List<LeftOut> leftOut,
            @Nullable String error) {
        public RouteAnswer {
            choices = List.copyOf(choices);
            leftOut = List.copyOf(leftOut);
        }
    }

    record RouteChoice(String deployment, String reason, boolean fallback, long costNanoUsd, long totalNanoUsd) {}

    record LeftOut(String deployment, String reason) {}

    record Embeddings(String model, List<float[]> vectors) {
        public Embeddings {
            vectors = List.copyOf(vectors);
        }
    }
}
