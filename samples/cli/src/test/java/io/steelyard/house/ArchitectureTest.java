package io.steelyard.house;

import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.steelyard.spi.Plugin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The arrows between packages and modules. A rule may find no class to judge while a module is
 * small, and passes then.
 */
final class ArchitectureTest {

    /** The packages of the SDK, each of which may use only itself and those after it. */
    private static final List<String> SDK_PACKAGES_TOP_DOWN =
            List.of(
                    "io.steelyard",
                    "io.steelyard.run",
                    "io.steelyard.train",
                    "io.steelyard.data",
                    "io.steelyard.metric",
                    "io.steelyard.nn",
                    "io.steelyard.spi",
                    "io.steelyard.model",
                    "io.steelyard.autodiff",
                    "io.steelyard.composite",
                    "io.steelyard.program",
                    "io.steelyard.file",
                    "io.steelyard.tensor",
                    "io.steelyard.error");

    private static final int MOST_METHODS_OF_AN_INTERFACE = 7;

    private static final JavaClasses STEELYARD =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.steelyard");

    static IntStream levels() {
        return IntStream.range(0, SDK_PACKAGES_TOP_DOWN.size());
    }

    @ParameterizedTest
    @MethodSource("levels")
    void anSdkPackageUsesOnlyThoseBelowIt(int level) {
        String subject = SDK_PACKAGES_TOP_DOWN.get(level);
        List<String> allowed = SDK_PACKAGES_TOP_DOWN.subList(level, SDK_PACKAGES_TOP_DOWN.size());
        classes()
                .that(areInSdkPackage(subject))
                .should(
                        onlyHaveDependenciesWhere(
                                targetOf(
                                        "the target, if Steelyard's, lies in one of " + allowed,
                                        target ->
                                                !isOfSteelyard(target)
                                                        || allowed.stream()
                                                                .anyMatch(p -> isIn(p, target)))))
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    @Test
    void theServiceInterfacesNameNoLibrary() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.steelyard.spi..")
                .and(
                        DescribedPredicate.describe(
                                "are public or protected",
                                unit ->
                                        unit.getModifiers().contains(JavaModifier.PUBLIC)
                                                || unit.getModifiers()
                                                        .contains(JavaModifier.PROTECTED)))
                .should(nameNoTypeIn("com.google.inject", "org.tensorflow", "com.fasterxml"))
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    /** The list of the extension points is left out: each has an empty default. */
    @Test
    void aPublicServiceInterfaceStaysSmall() {
        classes()
                .that()
                .resideInAPackage("io.steelyard.spi")
                .and()
                .areInterfaces()
                .and()
                .arePublic()
                .and()
                .doNotBelongToAnyOf(Plugin.class)
                .should(declareAtMostSevenInstanceMethods())
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    @Test
    void onlyTheReferenceBackendUsesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.steelyard.reference..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    @Test
    void onlyTheTensorFlowBackendUsesTensorFlow() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.steelyard.tensorflow..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tensorflow..")
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    @Test
    void onlyABackendKnowsABackend() {
        for (String backend : List.of("io.steelyard.reference..", "io.steelyard.tensorflow..")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(backend)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(backend)
                    .because("an application names its backend, and finds it as a service")
                    .allowEmptyShould(true)
                    .check(STEELYARD);
        }
    }

    @Test
    void internalsAreUsedOnlyByTheirOwnModule() {
        classes()
                .that()
                .resideInAPackage("io.steelyard..internal..")
                .should(
                        new ArchCondition<JavaClass>("be used only by their own module") {
                            @Override
                            public void check(JavaClass internal, ConditionEvents events) {
                                for (Dependency use : internal.getDirectDependenciesToSelf()) {
                                    boolean own =
                                            moduleOf(use.getOriginClass())
                                                    .equals(moduleOf(internal));
                                    events.add(
                                            new SimpleConditionEvent(
                                                    use, own, use.getDescription()));
                                }
                            }
                        })
                .allowEmptyShould(true)
                .check(STEELYARD);
    }

    @Test
    void nothingUsesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun.misc..", "jdk.internal..")
                .check(STEELYARD);
    }

    @Test
    void onlyTheCommandLinePrintsOrEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.steelyard.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(STEELYARD);
    }

    private static DescribedPredicate<JavaClass> areInSdkPackage(String name) {
        return DescribedPredicate.describe("lie in " + name, candidate -> isIn(name, candidate));
    }

    private static DescribedPredicate<Dependency> targetOf(
            String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(
                description,
                dependency -> predicate.test(dependency.getTargetClass().getBaseComponentType()));
    }

    private static boolean isOfSteelyard(JavaClass candidate) {
        return (candidate.getPackageName() + ".").startsWith("io.steelyard.");
    }

    /** Whether a class lies in an SDK package or its internals; the front door has no others. */
    private static boolean isIn(String sdkPackage, JavaClass candidate) {
        String actual = candidate.getPackageName();
        String subpackages =
                sdkPackage.equals("io.steelyard") ? "io.steelyard.internal" : sdkPackage;
        return actual.equals(sdkPackage) || (actual + ".").startsWith(subpackages + ".");
    }

    /** The SDK's packages are one module; each other package directly below the root is its own. */
    private static String moduleOf(JavaClass candidate) {
        boolean sdk = SDK_PACKAGES_TOP_DOWN.stream().anyMatch(name -> isIn(name, candidate));
        return sdk ? "sdk-api" : candidate.getPackageName().split("\\.")[2];
    }

    private static ArchCondition<JavaCodeUnit> nameNoTypeIn(String... libraries) {
        return new ArchCondition<>("name no type of " + List.of(libraries)) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream.concat(
                                Stream.of(unit.getReturnType()),
                                Stream.concat(
                                        unit.getParameterTypes().stream(),
                                        unit.getExceptionTypes().stream()))
                        .map(JavaType::getAllInvolvedRawTypes)
                        .flatMap(Set::stream)
                        .filter(
                                type ->
                                        Stream.of(libraries)
                                                .anyMatch(type.getPackageName()::startsWith))
                        .forEach(
                                type ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        unit,
                                                        unit.getFullName()
                                                                + " names "
                                                                + type.getName())));
            }
        };
    }

    private static ArchCondition<JavaClass> declareAtMostSevenInstanceMethods() {
        return new ArchCondition<>(
                "declare at most " + MOST_METHODS_OF_AN_INTERFACE + " instance methods") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                long methods =
                        type.getMethods().stream()
                                .filter(
                                        method ->
                                                method.getModifiers().contains(JavaModifier.PUBLIC)
                                                        && !method.getModifiers()
                                                                .contains(JavaModifier.STATIC)
                                                        && !method.getModifiers()
                                                                .contains(JavaModifier.SYNTHETIC))
                                .count();
                if (methods > MOST_METHODS_OF_AN_INTERFACE) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type, type.getName() + " declares " + methods));
                }
            }
        };
    }
}
