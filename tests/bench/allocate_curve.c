/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long an allocation takes and how much memory it needs, from 100 works up.
 * Usage: allocate_curve [MOST_WORKS [ANCHORS]]   prints one line a round
 *
 * Rounds are drawn as districts are: about 250 works a school, classes of 24 with two variants,
 * a marker for 50 works, limits and conflicts now and then. Each round runs in a process of its
 * own, whose peak is measured. "reciprocal": pairs of schools that mark each other, and the
 * least number there can be (-1: not proven).
 */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern const BmStage bm_stage_allocate;

typedef struct District {
  guint works, schools, markers;
} District;

static District district_of(guint works)
{
  return (District){works, MAX(works / 250, 4), MAX(works / 50, 8)};
}

static json_t *works_drawn(const District *district, GRand *random)
{
  json_t *works = json_array();
  guint school = 0, class_no = 0, left = 0;
  for (guint i = 0; i < district->works; i++) {
    if (left == 0) { /* the next class */
      left = (guint)g_rand_int_range(random, 18, 31);
      school = (guint)g_rand_int_range(random, 0, (gint32)district->schools);
      class_no++;
    }
    g_autofree char *number = g_strdup_printf("%06u", i * 7919U % 1000003U);
    g_autofree char *class_alias = g_strdup_printf("K%u", class_no);
    g_autofree char *alias = g_strdup_printf("S%u", school);
    json_array_append_new(works, json_pack("{s:s,s:s,s:s,s:s,s:i}", "work_no", number,
                                           "class_alias", class_alias, "school_alias", alias,
                                           "variant", left % 2 == 0 ? "1" : "2", "pages", 2));
    left--;
  }
  return works;
}

static json_t *markers_drawn(const District *district, guint per_work, GRand *random)
{
  json_t *markers = json_array();
  guint fair = district->works * per_work / district->markers;
  for (guint i = 0; i < district->markers; i++) {
    g_autofree char *id = g_strdup_printf("m%05u", i);
    g_autofree char *school = g_strdup_printf("S%u", i % district->schools);
    json_t *marker = json_pack("{s:s,s:s,s:i,s:[]}", "marker", id, "school_alias", school,
                               "max_works", (int)(fair + fair / 2), "conflicts");
    if (g_rand_int(random) % 10 == 0) {
      g_autofree char *foe =
          g_strdup_printf("S%d", g_rand_int_range(random, 0, (gint32)district->schools));
      json_array_append_new(json_object_get(marker, "conflicts"), json_string(foe));
    }
    json_array_append_new(markers, marker);
  }
  return markers;
}

static BmJob *job_drawn(guint works, guint per_work, guint anchors)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(4);
  District district = district_of(works);
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:{s:o,s:o},s:{s:i,s:i,s:i,s:i}}", "stage", "allocate", "scratch",
      "/nowhere", "seed", "5eed", "context", "works", works_drawn(&district, random), "markers",
      markers_drawn(&district, per_work, random), "params", "markings_per_work", (int)per_work,
      "max_works", 0, "class_together", 5, "anchors_per_marker", (int)anchors);
  return bm_job_new(ticket, NULL);
}

static int of_certificate(BmJob *job, const char *key)
{
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  const json_t *note = json_array_get(json_object_get(outcome, "notes"), 0);
  const json_t *certificate = json_object_get(json_object_get(note, "value"), "certificate");
  const json_t *value = json_object_get(certificate, key);
  return json_is_integer(value) ? (int)json_integer_value(value) : -1;
}

static int measure(guint works, guint per_work, guint anchors)
{
  District district = district_of(works);
  g_autoptr(BmJob) job = job_drawn(works, per_work, anchors);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTimer) timer = g_timer_new();
  if (job == NULL || bm_stage_allocate.run(job, &error) != BM_DONE) {
    fprintf(stderr, "%s\n", error != NULL ? error->message : "no job");
    return EXIT_FAILURE;
  }
  double seconds = g_timer_elapsed(timer, NULL);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%7u %7u %7u %8u %9.2f %9.0f %5d..%-5d %6d/%-3d %10d %8d\n", works, district.schools,
         district.markers, per_work, seconds, (double)usage.ru_maxrss / 1024,
         of_certificate(job, "load_min"), of_certificate(job, "load_max"),
         of_certificate(job, "reciprocal_pairs"), of_certificate(job, "reciprocal_least"),
         of_certificate(job, "components"), of_certificate(job, "variants_mixed"));
  return EXIT_SUCCESS;
}

static int measure_apart(guint works, guint per_work, guint anchors)
{
  int status = EXIT_FAILURE;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    status = measure(works, per_work, anchors);
    fflush(stdout);
    _exit(status);
  }
  return child > 0 && waitpid(child, &status, 0) == child ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
  guint64 most = 100000, anchors = 0;
  if ((argc > 1 && !g_ascii_string_to_unsigned(argv[1], 10, 1, 1000000, &most, NULL)) ||
      (argc > 2 && !g_ascii_string_to_unsigned(argv[2], 10, 0, 5, &anchors, NULL)))
    return EXIT_FAILURE;
  printf("%7s %7s %7s %8s %9s %9s %12s %10s %10s %8s\n", "works", "schools", "markers",
         "markings", "seconds", "MiB peak", "loads", "reciprocal", "components", "mixed");
  int status = EXIT_SUCCESS;
  for (guint works = 100; works <= most; works *= 10)
    for (guint per_work = 1; per_work <= 2; per_work++)
      if (measure_apart(works, per_work, (guint)anchors) != 0)
        status = EXIT_FAILURE;
  return status;
}
