package com.example.service;

import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.LabeledTable;
import io.steelyard.data.table.Tables;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Messages of customers to three departments, made up, and a model that tells them apart. */
final class Tickets {
    private static final Map<String, List<String>> SUBJECTS =
            Map.of(
                    "billing", List.of("invoice", "payment", "refund", "price", "card"),
                    "delivery", List.of("parcel", "courier", "address", "tracking", "box"),
                    "account", List.of("password", "login", "email", "profile", "username"));

    private static final List<String> SENTENCES =
            List.of(
                    "my %s is wrong and I need help",
                    "please tell me what happened to the %s",
                    "I have a question about my %s from last week",
                    "there is still no answer about the %s");

    private Tickets() {}

    /** Trains for a second or two; the same model each time. */
    static ClassificationModel train(Classification task) {
        Random random = new Random(7);
        List<String> departments = SUBJECTS.keySet().stream().sorted().toList();
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String department = departments.get(i % departments.size());
            String text = any(SENTENCES, random).formatted(any(SUBJECTS.get(department), random));
            if (random.nextInt(3) == 0) { // where no model can be sure
                text += ", and the " + any(SUBJECTS.get(any(departments, random)), random);
            }
            rows.add(List.of(text, department));
        }
        LabeledTable table =
                new LabeledTable(
                        Tables.of("tickets", List.of("text", "department"), rows), "department");
        return task.train(
                ClassificationData.texts(table, "text"),
                ClassificationRecipe.forTexts()
                        .withModel(Map.of("model_type", "bag-of-words"))
                        .withLearningRate(0.01)
                        .withEpochs(10));
    }

    private static String any(List<String> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
