/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark: one program, a table of commands. */
#include "pipeline/cmd.h"
#include "pipeline/lang.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const BmCommand commands[] = {
    {"init", bm_cmd_init, "init WS [--from DIR] [--operators GROUP …]", "создать папку раунда",
     "make a workspace"},
    {"run", bm_cmd_run, "run WS [--release auto|confirmed|seen]",
     "обработать всё, что лежит в inbox, и остановиться",
     "process everything in the inbox, then stop"},
    {"watch", bm_cmd_watch, "watch WS [--release auto|confirmed|seen]",
     "то же и ждать новых файлов", "the same, and stay"},
    {"status", bm_cmd_status, "status WS [--json] [--html FILE]",
     "где что находится, чего ждёт и что делать",
     "where everything is, what it waits for, what to do"},
    {"review", bm_cmd_review,
     "review WS list | show ID | release ID… | drop ID… | blank PAGE…\n"
     "       | mask PAGE x,y,w,h… | mask PAGE --remove N…   [--release | --all-of-form]\n"
     "       | assign WORK SCHOOL CLASS | score FORM WORK TASK=SCORE…",
     "очередь страниц, о которых решает человек",
     "the queue of pages that a person decides about"},
    {"forms", bm_cmd_forms,
     "forms WS list | show FORM | confirm FORM… [--zones FILE.json] [--except 3,7,12]\n"
     "       | contact [FORM…] [-o FOLDER] | name FORM TEXT | join FORM OTHER… | split FORM "
     "PAGE…\n"
     "       | export [FORM…] [-o FOLDER] | import FILE.form…",
     "бланки: посмотреть один раз и подтвердить", "printed forms: look once and confirm"},
    {"close", bm_cmd_close, "close WS [--third | --anew [--yes]]",
     "приём окончен: распределить работы и собрать комплекты",
     "intake is over: allocate works and build bundles"},
    {"collect", bm_cmd_collect, "collect WS [FORM…] [--json] | WS --agree WORK TASK=SCORE…",
     "принять заполненные ведомости (или положите их в scores/inbox)",
     "take filled score forms (or drop them into scores/inbox)"},
    {"decode", bm_cmd_decode, "decode WS [--json]",
     "результаты по школам и классам (только для координатора)",
     "results per school and class (coordinator only)"},
    {"analyse", bm_cmd_analyse, "analyse WS [--json]",
     "сравнение школ с контрольной выборкой, отчёт и список для перепроверки",
     "schools compared with the control sample, a report and the list for re-check"},
    {"report", bm_cmd_report, "report WS [forms | lists] [--json]",
     "отчёты организаторов: формы для школ, сводный отчёт, списки для помощи",
     "reports of site organisers: forms for schools, the general report, lists for help"},
    {"handover", bm_cmd_handover, "handover WS [--zip] [--json] | verify FOLDER|FILE.zip",
     "пакет для городского центра с контрольными суммами, и его проверка",
     "the packet for the city centre with checksums, and its check"},
    {"recheck", bm_cmd_recheck,
     "recheck WS [NEW] [--schools A,B | --list FILE | --from-risk] [--json]",
     "новый раунд для перепроверки: те же оригиналы, новые номера, другие эксперты; без NEW — "
     "только показать, что в него войдёт",
     "a new round for a re-check: same originals, new numbers, other markers; without NEW only "
     "show what it would hold"},
    {"audit", bm_cmd_audit, "audit WS|FOLDER [verify|sample [N]|report|restart] …",
     "доказательство по самим файлам: журнал, работы, комплекты; случайная выборка; отчёт",
     "proof from the files as they are: journal, works, bundles; a random sample; a report"},
    {"sheets", bm_cmd_sheets, "sheets WS [-o FILE.pdf]",
     "листы-разделители для печати, по одному на класс",
     "printable separator sheets, one a class"},
    {"mask", bm_cmd_mask, "mask [--procedure DIR] [--policy NAME] -o OUT IN…",
     "закрасить личные данные в файлах, без раунда",
     "mask identities in files, without a round"},
    {"export", bm_cmd_export, "export WS pages|works|bundles --json|--csv [--identities]",
     "таблицы для координатора", "tables for the coordinator"},
    {"bench", bm_cmd_bench, "bench DIR [--procedure DIR] [--json]",
     "измерить скорость на своих сканах", "measure speed on your own scans"},
    {"attack", bm_cmd_attack, "attack WS [--json] [--procedure DIR] [--names FILE.csv]",
     "что любопытный учитель узнает из розданного",
     "what a curious teacher can tell from what was handed out"},
    {"seal", bm_cmd_seal,
     "seal WS [--keys | --change-passphrase | --new-key] [--split] [--backup FILE]",
     "запечатать: ключи раунда, и всё, что называет людей, под ключ",
     "keys of the round, and everything that names people locked away"},
    {"unseal", bm_cmd_unseal, "unseal WS [--originals | --to FOLDER] [--with-backup]",
     "распечатать раунд для работы или выдать исходные сканы",
     "open a sealed round for work, or give out its scans"},
    {"worker", bm_cmd_worker, NULL, NULL, NULL},
};

const BmCommand *bm_commands(guint *ret_n)
{
  *ret_n = G_N_ELEMENTS(commands);
  return commands;
}

static void help_print(FILE *out)
{
  fputs(bm_tr("blindmark: обезличивание и перекрёстная проверка школьных работ\n\n",
              "blindmark: anonymous cross-marking of school works\n\n"),
        out);
  for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
    if (commands[i].usage != NULL)
      fprintf(out, "  blindmark %s\n      %s\n", commands[i].usage,
              bm_tr(commands[i].help_ru, commands[i].help_en));
  fputs(bm_tr("\nСправка о команде: blindmark КОМАНДА --help\n",
              "\nHelp on a command: blindmark COMMAND --help\n"),
        out);
}

int main(int argc, char **argv)
{
  setlocale(LC_CTYPE, "C.UTF-8");
  umask(0027); /* what is written is nobody's outside (access.h) */
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* lists of names are in memory */
  if (argc < 2) {
    help_print(stderr);
    return BM_EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
      strcmp(argv[1], "help") == 0) {
    help_print(stdout);
    return BM_EXIT_DONE;
  }
  if (strcmp(argv[1], "--version") == 0) {
    puts("blindmark " BM_VERSION);
    return BM_EXIT_DONE;
  }
  for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
    if (strcmp(commands[i].name, argv[1]) == 0)
      return commands[i].run(argc - 1, argv + 1);
  fprintf(stderr, bm_tr("blindmark: нет команды '%s'\n", "blindmark: no command '%s'\n"),
          argv[1]);
  help_print(stderr);
  return BM_EXIT_USAGE;
}
