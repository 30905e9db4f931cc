"""What the townspeople say: by occasion, then by language."""

QUESTIONS = {
    "en": (
        "How long did this take you, from the first idea to today?",
        "Is there a way to take part for people who cannot be there in person?",
        "What would you do differently a second time?",
        "Who is this for, mostly? I have a friend who might like it.",
        "Could you say a little more about how it is made?",
    ),
    "it": (
        "Quanto tempo ci è voluto, dalla prima idea a oggi?",
        "C'è un modo di partecipare per chi non può venire di persona?",
        "Che cosa fareste diversamente la seconda volta?",
        "Per chi è, soprattutto? Ho un'amica a cui potrebbe piacere.",
        "Potreste raccontare un po' di più di come nasce?",
    ),
    "es": (
        "¿Cuánto tiempo les llevó, desde la primera idea hasta hoy?",
        "¿Hay manera de participar para quien no puede ir en persona?",
        "¿Qué harían distinto la segunda vez?",
        "¿Para quién es, sobre todo? Tengo un amigo al que le podría gustar.",
        "¿Podrían contar un poco más cómo se hace?",
    ),
    "fr": (
        "Combien de temps cela a-t-il pris, de la première idée à aujourd'hui ?",
        "Peut-on participer quand on ne peut pas venir sur place ?",
        "Que feriez-vous autrement la deuxième fois ?",
        "C'est pour qui, surtout ? J'ai une amie à qui cela plairait.",
        "Pourriez-vous en dire un peu plus sur la fabrication ?",
    ),
}

REMARKS = {
    "en": (
        "We tried something like this at the school and it went better than we feared.",
        "Good to see the unfinished side of it too.",
        "I passed this on to two neighbors. One of them will write to you.",
        "I disagree a little: the slow part is the part I enjoy.",
    ),
    "it": (
        "Abbiamo provato qualcosa di simile a scuola ed è andata meglio del previsto.",
        "Bello vedere anche la parte non finita.",
        "L'ho fatto leggere a due vicini. Uno vi scriverà.",
        "Non sono del tutto d'accordo: la parte lenta è quella che mi piace.",
    ),
    "es": (
        "Probamos algo parecido en la escuela y salió mejor de lo que temíamos.",
        "Qué bueno ver también la parte sin terminar.",
        "Se lo pasé a dos vecinos. Uno les va a escribir.",
        "No estoy del todo de acuerdo: la parte lenta es la que disfruto.",
    ),
    "fr": (
        "Nous avons essayé quelque chose de semblable à l'école, et c'était mieux que prévu.",
        "C'est bien de montrer aussi ce qui n'est pas fini.",
        "Je l'ai fait lire à deux voisins. L'un d'eux va vous écrire.",
        "Pas tout à fait d'accord : la partie lente est celle que je préfère.",
    ),
}

ASIDES = {
    "en": ("I was about to ask the same.", "From what I remember, yes, but I may be wrong.", "Good question."),
    "it": ("Stavo per chiedere lo stesso.", "Se ricordo bene, sì, ma posso sbagliarmi.", "Bella domanda."),
    "es": ("Iba a preguntar lo mismo.", "Si no recuerdo mal, sí, pero puedo equivocarme.", "Buena pregunta."),
    "fr": ("J'allais poser la même question.", "De mémoire, oui, mais à vérifier.", "Bonne question."),
}

THANKS = {
    "en": (
        "Thank you for answering, that helps.",
        "More than I hoped for. Thanks!",
        "Clear now. See you there.",
    ),
    "it": ("Grazie della risposta, mi è utile.", "È più di quanto sperassi. Grazie!", "Ora è chiaro. A presto."),
    "es": (
        "Gracias por responder, me sirve.",
        "Es más de lo que esperaba. ¡Gracias!",
        "Ahora queda claro.",
    ),
    "fr": ("Merci pour la réponse, cela m'aide.", "C'est plus que je n'espérais. Merci !", "C'est clair. À bientôt."),
}
