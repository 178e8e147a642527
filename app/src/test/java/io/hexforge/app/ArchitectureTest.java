package io.hexforge.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shape of the house. `app` is the only module that sees all others, so the rules live here.
class ArchitectureTest {
    private static final List<String> MODULES = List.of(
            "core-domain",
            "ports",
            "adapter-http",
            "adapter-cli",
            "adapter-caffeine",
            "adapter-postgres",
            "adapter-redis",
            "adapter-llm",
            "adapter-files",
            "adapter-crypto",
            "adapter-webauthn",
            "adapter-oidc",
            "adapter-mail",
            "app");
    private static final String[] DRIVEN_ADAPTERS = {
        "io.hexforge.adapter.caffeine..",
        "io.hexforge.adapter.postgres..",
        "io.hexforge.adapter.redis..",
        "io.hexforge.adapter.llm..",
        "io.hexforge.adapter.files..",
        "io.hexforge.adapter.crypto..",
        "io.hexforge.adapter.webauthn..",
        "io.hexforge.adapter.oidc..",
        "io.hexforge.adapter.mail.."
    };
    private static final String[] DRIVING_ADAPTERS = {"io.hexforge.adapter.http..", "io.hexforge.adapter.cli.."};

    /// A feature may use those with a smaller number.
    private static final Map<String, Integer> FEATURES = Map.ofEntries(
            Map.entry("ops", 1),
            Map.entry("job", 2),
            Map.entry("identity", 3),
            Map.entry("gateway", 4),
            Map.entry("retrieval", 5),
            Map.entry("project", 6),
            Map.entry("agent", 7),
            Map.entry("chat", 7),
            Map.entry("world", 8),
            Map.entry("media", 8),
            Map.entry("mail", 8));
    private static final Pattern FEATURE = Pattern.compile(
            "io\\.hexforge\\.(?:domain|ports\\.driving|ports\\.driven|ports\\.inprocess|adapter\\.\\w+)\\.(\\w+).*");

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(MODULES.stream().map(ArchitectureTest::compiled).toList());

    @Test
    void every_compiled_class_was_scanned() throws IOException {
        long compiled = 0;
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(compiled(module))) {
                compiled +=
                        files.filter(file -> file.toString().endsWith(".class")).count();
            }
        }

        assertThat(compiled).isGreaterThan(100);
        assertThat((long) ALL.size()).isGreaterThanOrEqualTo(compiled);
    }

    @Test
    void the_core_needs_nothing_but_the_jdk() {
        classes()
                .that(resideInAPackage("io.hexforge.domain.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.hexforge.domain.."))
                .check(ALL);
        classes()
                .that(resideInAPackage("io.hexforge.ports.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "javax.crypto..", "org.jspecify..", "io.hexforge.domain..", "io.hexforge.ports.."))
                .check(ALL);
    }

    @Test
    void driven_ports_know_neither_use_cases_nor_implementations() {
        noClasses()
                .that(resideInAPackage("io.hexforge.ports.driven.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.hexforge.ports.driving..", "io.hexforge.ports.inprocess.."))
                .check(ALL);
        noClasses()
                .that(resideInAPackage("io.hexforge.ports.inprocess.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.hexforge.ports.driving.."))
                .check(ALL);
        noClasses()
                .that(resideInAPackage("io.hexforge.ports.driving.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.hexforge.ports.inprocess.."))
                .check(ALL);
    }

    @Test
    void driven_adapters_do_not_see_the_use_cases() {
        noClasses()
                .that(resideInAnyPackage(DRIVEN_ADAPTERS))
                .should()
                .dependOnClassesThat(resideInAPackage("io.hexforge.ports.driving.."))
                .check(ALL);
    }

    @Test
    void driving_adapters_see_use_cases_only() {
        noClasses()
                .that(resideInAnyPackage(DRIVING_ADAPTERS))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.hexforge.ports.inprocess.."))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(DRIVEN_ADAPTERS))
                .check(ALL);
    }

    @Test
    void no_adapter_sees_another_and_none_sees_the_app() {
        slices().matching("io.hexforge.adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
        noClasses()
                .that(resideInAPackage("io.hexforge.adapter.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.hexforge.app.."))
                .check(ALL);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("io.hexforge.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void features_depend_one_way() {
        classes()
                .that(resideInAPackage("io.hexforge.."))
                .should(new ArchCondition<>("use only features below their own") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        int own = rank(item);
                        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                            int other = rank(dependency.getTargetClass());
                            boolean sameFeature = feature(item).equals(feature(dependency.getTargetClass()));
                            if (own > 0 && other > 0 && other >= own && !sameFeature) {
                                events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                            }
                        }
                    }
                })
                .check(ALL);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(ALL.stream().map(JavaClass::getPackage).distinct().filter(p -> !p.isAnnotatedWith(NullMarked.class)))
                .extracting(JavaPackage::getName)
                .isEmpty();
    }

    @Test
    void time_is_an_argument() {
        noClasses()
                .that(resideOutsideOfPackages("io.hexforge.app.."))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(ALL);
    }

    @Test
    void randomness_is_an_argument() {
        noClasses()
                .that(resideOutsideOfPackages("io.hexforge.app.."))
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(ALL);
    }

    @Test
    void the_process_belongs_to_the_app_and_its_output_to_the_command_line() {
        noClasses()
                .that(resideOutsideOfPackages("io.hexforge.app.."))
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(ALL);
        noClasses()
                .that(resideOutsideOfPackages("io.hexforge.app..", "io.hexforge.adapter.cli.."))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Impl", "Manager", "Helper", "Util", "Utils", "Dto", "Service", "Mapper"})
    void names_say_what_a_class_is(String suffix) {
        noClasses()
                .that(describe("are top level", JavaClass::isTopLevelClass))
                .should()
                .haveSimpleNameEndingWith(suffix)
                .check(ALL);
    }

    @Test
    void packages_are_features() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..dto..", "..impl..", "..service..", "..model..")
                .check(ALL);
    }

    private static Path compiled(String module) {
        return Path.of("..", module, "target", "classes");
    }

    private static String feature(JavaClass type) {
        Matcher matcher = FEATURE.matcher(type.getPackageName());
        return matcher.matches() ? matcher.group(1) : "";
    }

    private static int rank(JavaClass type) {
        return FEATURES.getOrDefault(feature(type), 0);
    }
}
