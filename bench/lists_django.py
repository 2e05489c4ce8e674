"""The list of bench/lists_ratio.py as one would write it with Django: a model, its indexes, a list
view with filters, search, order and pages, a template, people signed in by a session.

    LISTS_DATABASE=FILE lists_django.py fill CSV     makes the database; prints a session's cookie
    LISTS_DATABASE=FILE [LISTS_COUNTS=1] gunicorn lists_django:application

With LISTS_COUNTS each choice tells how many there are, as mamori's page does.
"""

import csv
import os
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False, SECRET_KEY="for-measuring-only", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__,
    USE_TZ=True, LANGUAGE_CODE="ja", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                    "django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3",
                           "NAME": os.environ["LISTS_DATABASE"], "CONN_MAX_AGE": None}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.cached.Loader", [
                    ("django.template.loaders.locmem.Loader", {"list.html": """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>情報資産台帳</title></head><body>
<header>{{ request.user.username }}</header><h1>情報資産台帳</h1>
<form method="get"><input type="search" name="q" value="{{ query.q }}">
{% for field, label, choices in filters %}<fieldset><legend>{{ label }}</legend>
{% for value, text, count in choices %}<label><input type="checkbox" name="{{ field }}"
value="{{ value }}">{{ text }}{% if count %} {{ count }}件{% endif %}</label>
{% endfor %}</fieldset>{% endfor %}
<input name="disposed_on_from" value="{{ query.disposed_on_from }}">
<input name="disposed_on_to" value="{{ query.disposed_on_to }}"><button>探す</button></form>
<p>{{ page_obj.paginator.count }}件</p>
<table><thead><tr>{% for field, label in columns %}
<th><a href="?sort={{ field }}">{{ label }}</a>
</th>{% endfor %}</tr></thead><tbody>{% for asset in page_obj %}
<tr><td>資産 第{{ asset.number }}号</td>
<th><a href="/assets/{{ asset.number }}">{{ asset.name }}</a></th>
<td>{{ asset.get_kind_display }}</td>
<td>{{ asset.get_importance_display }}</td>
<td>{{ asset.section.name }}</td>
<td>{{ asset.place }}</td><td>{{ asset.disposed_on|date }}</td></tr>
{% endfor %}</tbody></table>
<nav>{% if page_obj.has_previous %}<a href="?page={{ page_obj.previous_page_number }}">前</a>
{% endif %}
{{ page_obj.number }} / {{ page_obj.paginator.num_pages }}
{% if page_obj.has_next %}<a href="?page={{ page_obj.next_page_number }}">次</a>{% endif %}</nav>
</body></html>"""})])]}}])
django.setup()

# Django wants its settings before anything of it is imported.
# pylint: disable=wrong-import-position
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic import ListView

KINDS = [("terminal", "端末"), ("media", "電磁的記録媒体"), ("paper", "紙の文書"),
         ("data", "電子データ"), ("software", "ソフトウェア"),
         ("server", "サーバ・ネットワーク機器"), ("multifunction", "複合機"), ("other", "その他")]
IMPORTANCES = [(str(number), f"重要性{numeral}") for number, numeral in enumerate("ⅠⅡⅢⅣ", 1)]


class Section(models.Model):
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        app_label = "lists"


class Asset(models.Model):
    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=100, db_index=True)
    kind = models.CharField(max_length=20, choices=KINDS, db_index=True)
    importance = models.CharField(max_length=1, choices=IMPORTANCES, db_index=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT)
    place = models.CharField(max_length=100, db_index=True)
    note = models.TextField()
    disposed_on = models.DateField(null=True, db_index=True)

    class Meta:
        app_label = "lists"


@method_decorator(login_required(login_url="/sign-in"), name="dispatch")
class Assets(ListView):
    template_name = "list.html"
    paginate_by = 50
    sortable = ["number", "name", "kind", "importance", "section", "place", "disposed_on"]

    def fitting(self, leaving_out=None):
        asked = self.request.GET
        assets = Asset.objects.all()
        for field in ("kind", "importance", "section"):
            values = asked.getlist(field)
            if values and field != leaving_out:
                assets = assets.filter(**{f"{field}__in": values})
        if first := asked.get("disposed_on_from"):
            assets = assets.filter(disposed_on__gte=first)
        if last := asked.get("disposed_on_to"):
            assets = assets.filter(disposed_on__lte=last)
        for word in asked.get("q", "").split():
            assets = assets.filter(models.Q(name__icontains=word) | models.Q(place__icontains=word)
                                   | models.Q(note__icontains=word))
        return assets

    def get_queryset(self):
        assets = self.fitting().select_related("section")
        sort = self.request.GET.get("sort", "number")
        return assets.order_by(sort if sort.lstrip("-") in self.sortable else "number", "number")

    def choices(self, field, choices):
        """With how many there would be of each, were it the only one chosen of its field."""
        if not os.environ.get("LISTS_COUNTS"):
            return [(value, text, None) for value, text in choices]
        counts = dict(self.fitting(leaving_out=field).values_list(field)
                      .annotate(models.Count("id")).order_by())
        return [(value, text, counts.get(int(value) if field == "section" else value, 0))
                for value, text in choices]

    def get_context_data(self, **kwargs):
        sections = [(str(one.id), one.name) for one in Section.objects.all()]
        return super().get_context_data(
            query=self.request.GET, columns=[(name, name) for name in self.sortable],
            filters=[("kind", "種類", self.choices("kind", KINDS)),
                     ("importance", "重要性", self.choices("importance", IMPORTANCES)),
                     ("section", "課", self.choices("section", sections))], **kwargs)


urlpatterns = [path("assets", Assets.as_view())]
application = get_wsgi_application()


def fill(file):
    """The rows of mamori's own CSV."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Section)
        editor.create_model(Asset)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    sections, assets = {}, []
    with open(file, encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            section = row["所管する課"]
            if section not in sections:
                sections[section] = Section.objects.create(name=section)
            kind = next(key for key, label in KINDS if row["種類"].startswith(label))
            importance = next(key for key, label in IMPORTANCES if row["重要性"] == label)
            assets.append(Asset(
                number=int(row["番号"].split("第")[1].rstrip("号")), name=row["名称"], kind=kind,
                importance=importance, section=sections[section], place=row["保管場所"],
                note=row["備考"], disposed_on=row["廃棄・返却した日"] or None))
    Asset.objects.bulk_create(assets, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    request = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.create_user("jimu"),
          backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    print(request.session.session_key)


if __name__ == "__main__" and sys.argv[1:2] == ["fill"]:
    fill(sys.argv[2])
